namespace Agent.Telemetry;

/// <summary>What the publisher's connections share.</summary>
/// <param name="Options">What the publisher was told.</param>
/// <param name="Topics">The topics of the board.</param>
/// <param name="Boot">The start of the agent.</param>
/// <param name="Outbox">What waits.</param>
/// <param name="Retained">The newest value of each retained topic.</param>
/// <param name="Notices">Where to say what people should know.</param>
/// <param name="Wake">Released when there is something to send.</param>
/// <param name="Time">What deadlines and waits are measured by.</param>
internal sealed record PublisherContext(
    PublisherOptions Options,
    Topics Topics,
    Boot Boot,
    Outbox Outbox,
    RetainedValues Retained,
    NoticeLog Notices,
    WakeSignal Wake,
    TimeProvider Time)
{
    /// <summary>False once the broker has refused an echo; until the next connection.</summary>
    public bool EchoAllowed { get; set; } = true;
}
