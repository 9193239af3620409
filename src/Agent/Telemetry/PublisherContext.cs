namespace Agent.Telemetry;

/// <summary>What the publisher's connections share.</summary>
internal sealed class PublisherContext
{
    /// <summary>What the publisher was told.</summary>
    public required PublisherOptions Options { get; init; }

    /// <summary>The topics of the board.</summary>
    public required Topics Topics { get; init; }

    /// <summary>The start of the agent.</summary>
    public required Boot Boot { get; init; }

    /// <summary>What waits.</summary>
    public required Outbox Outbox { get; init; }

    /// <summary>The newest value of each retained topic.</summary>
    public required RetainedValues Retained { get; init; }

    /// <summary>Where to say what people should know.</summary>
    public required NoticeLog Notices { get; init; }

    /// <summary>What deadlines and waits are measured by.</summary>
    public required TimeProvider Time { get; init; }

    /// <summary>Set when there is something to send.</summary>
    public WakeSignal Wake { get; } = new();

    /// <summary>Called with each request; null: the board takes none and subscribes to none.</summary>
    public Action<MqttRequest>? Requests { get; set; }

    /// <summary>False once the broker has refused an echo; until the next connection.</summary>
    public bool EchoAllowed { get; set; } = true;
}
