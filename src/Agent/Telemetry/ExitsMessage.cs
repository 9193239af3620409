namespace Agent.Telemetry;

/// <summary>Topic <c>exits</c>: what the cascade did in the period now over.</summary>
public sealed record ExitsMessage
{
    /// <summary>End of the period.</summary>
    public required DateTimeOffset Time { get; init; }

    /// <summary>Length of the period, seconds.</summary>
    public required double PeriodS { get; init; }

    /// <summary>Frames through the gate.</summary>
    public required long Frames { get; init; }

    /// <summary>Crops given to the network.</summary>
    public required long Crops { get; init; }

    /// <summary>Multiply-accumulates of all crops together.</summary>
    public required long Macs { get; init; }

    /// <summary>The exits in order; exit 0 is the gate.</summary>
    public required IReadOnlyList<ExitFigures> Exits { get; init; }

    /// <summary>Counts the messages of the topic from 1; filled in by <see cref="MqttPublisher"/>.</summary>
    public long Seq { get; init; }

    /// <summary>The start of the agent; filled in by <see cref="MqttPublisher"/>.</summary>
    public string Boot { get; init; } = "";
}
