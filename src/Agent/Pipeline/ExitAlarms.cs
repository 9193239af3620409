using System.Globalization;
using Agent.Telemetry;
using Inference;
using Inference.Format;

namespace Agent.Pipeline;

/// <summary>Says, beside the frame loop, when an exit was closed because its promise no longer holds.</summary>
internal sealed class ExitAlarms(ExitAudit audit, Network network, MqttPublisher publisher, StateReporter state, TimeProvider time)
{
    private int _reported;

    /// <summary>Reports an alarm that is new.</summary>
    /// <returns>What happened, for people; null when nothing did.</returns>
    public string? Report()
    {
        int exit = audit.AlarmedExit;
        if (exit == _reported)
            return null;
        _reported = exit;
        AuditCount count = audit.Count(exit)!.Value;
        Certificate promise = network.Definition.Stages[exit - 1].Exit.Certificate!;
        string reason = string.Create(
            CultureInfo.InvariantCulture,
            $"exit {exit}: {count.Wrong} of {count.Audits} audited answers differ from the last exit's, promised were {promise.Risk * 100:0.####} %; closed until a restart, calibrate anew");
        publisher.Post(new AlarmMessage
        {
            Kind = "exit_risk",
            Exit = exit,
            Risk = promise.Risk,
            Failure = promise.FailurePpm / 1e6,
            Audits = count.Audits,
            AuditsWrong = count.Wrong,
            Reason = reason,
            NetworkHash = network.Hash,
            Time = time.GetUtcNow(),
        });
        state.Say(reason);
        return reason;
    }
}
