namespace Agent.Telemetry;

/// <summary>Topic <c>state</c>: is the board there?</summary>
public sealed record StateMessage
{
    /// <summary>Whether the board is there and doing its work.</summary>
    public required DeviceState State { get; init; }

    /// <summary>Why it is degraded, for people; null otherwise.</summary>
    public string? Reason { get; init; }

    /// <summary>Which connection of this boot, from 1.</summary>
    public required int Session { get; init; }

    /// <summary>The start of the agent.</summary>
    public required string Boot { get; init; }

    /// <summary>When the state was entered; null for <see cref="DeviceState.Lost"/>.</summary>
    public DateTimeOffset? Since { get; init; }
}
