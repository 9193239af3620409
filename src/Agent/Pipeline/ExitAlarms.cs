using System.Globalization;
using Agent.Telemetry;
using Inference.Format;

namespace Agent.Pipeline;

/// <summary>Says, beside the frame loop, when an exit was closed because its promise no longer holds.</summary>
/// <param name="served">Gives what serves.</param>
/// <param name="publisher">Where alarms go.</param>
/// <param name="state">What is wrong with the board.</param>
/// <param name="time">The clock.</param>
internal sealed class ExitAlarms(Func<ServedNetwork> served, MqttPublisher publisher, StateReporter state, TimeProvider time)
{
    private ExitAudit? _audit;
    private readonly Dictionary<ExitAudit, int> _told = [];
    private int _reported;
    private string? _lastSaid;

    /// <summary>Called with the hash of the network an alarm is about; answers whether former weights will serve instead. Null: they never do.</summary>
    public Func<string, bool>? Raised { get; set; }

    /// <summary>Reports an alarm that is new.</summary>
    /// <returns>What happened, for people; null when nothing did.</returns>
    public string? Report()
    {
        ServedNetwork serving = served();
        // Another network has audits of its own.
        if (serving.Audit != _audit)
        {
            (_audit, _reported) = (serving.Audit, _told.GetValueOrDefault(serving.Audit));
            state.Say(_reported == 0 ? null : _lastSaid);
        }

        int exit = _audit.AlarmedExit;
        if (exit == _reported)
            return null;
        _reported = _told[_audit] = exit;
        AuditCount count = _audit.Count(exit)!.Value;
        Certificate promise = serving.Network.Definition.Stages[exit - 1].Exit.Certificate!;
        bool goesBack = Raised?.Invoke(serving.Network.Hash) ?? false;
        string end = goesBack ? "the weights that served before come back" : "closed until a restart, calibrate anew";
        string reason = string.Create(
            CultureInfo.InvariantCulture,
            $"exit {exit}: {count.Wrong} of {count.Audits} audited answers differ from the last exit's, promised were {promise.Risk * 100:0.####} %; {end}");
        publisher.Post(new AlarmMessage
        {
            Kind = "exit_risk",
            Exit = exit,
            Risk = promise.Risk,
            Failure = promise.FailurePpm / 1e6,
            Audits = count.Audits,
            AuditsWrong = count.Wrong,
            Reason = reason,
            NetworkHash = serving.Network.Hash,
            Time = time.GetUtcNow(),
        });
        if (!goesBack)
            state.Say(_lastSaid = reason);
        return reason;
    }
}
