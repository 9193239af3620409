namespace Agent.Telemetry;

/// <summary>Topic <c>echo</c>: the agent to itself, to know that the link carries.</summary>
public sealed record EchoMessage
{
    /// <summary>Counts echoes of this boot from 1.</summary>
    public required long Count { get; init; }

    /// <summary>Which connection of this boot, from 1.</summary>
    public required int Session { get; init; }

    /// <summary>The start of the agent.</summary>
    public required string Boot { get; init; }
}
