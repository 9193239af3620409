namespace Agent.Telemetry;

/// <summary>What one exit did, in <see cref="ExitsMessage"/>.</summary>
/// <param name="Exit">0 is the gate; the network's exits count from 1.</param>
/// <param name="Answers">Exit 0: frames that needed no network. Others: crops answered here.</param>
/// <param name="Share">Exit 0: of all frames. Others: of all crops. 0 to 1.</param>
/// <param name="Macs">Multiply-accumulates of one answer here.</param>
/// <param name="LatencyMeanMs">Exit 0: of the gate, over all frames. Others: from the crop to the answer. Milliseconds.</param>
/// <param name="LatencyMaxMs">The longest, milliseconds.</param>
/// <param name="Audits">Answers of this exit that the last exit has checked since the start; null where nothing is promised.</param>
/// <param name="AuditsWrong">Of these, with another answer.</param>
/// <param name="AuditWealthLog10">Evidence against the promise, a power of ten: the alarm is raised at 1/δ times the number of early exits.</param>
public sealed record ExitFigures(int Exit, long Answers, double Share, long Macs, double LatencyMeanMs, double LatencyMaxMs,
    long? Audits = null, long? AuditsWrong = null, double? AuditWealthLog10 = null);
