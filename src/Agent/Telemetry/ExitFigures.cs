namespace Agent.Telemetry;

/// <summary>What one exit did, in <see cref="ExitsMessage"/>.</summary>
/// <param name="Exit">0 is the gate; the network's exits count from 1.</param>
/// <param name="Answers">Exit 0: frames that needed no network. Others: crops answered here.</param>
/// <param name="Share">Exit 0: of all frames. Others: of all crops. 0 to 1.</param>
/// <param name="Macs">Multiply-accumulates of one answer here.</param>
/// <param name="LatencyMeanMs">Exit 0: of the gate, over all frames. Others: from the crop to the answer. Milliseconds.</param>
/// <param name="LatencyMaxMs">The longest, milliseconds.</param>
public sealed record ExitFigures(int Exit, long Answers, double Share, long Macs, double LatencyMeanMs, double LatencyMaxMs);
