namespace Agent.Telemetry;

/// <summary>How much may wait for the broker.</summary>
public sealed record OutboxOptions
{
    /// <summary>Most messages that wait, ≥ 1.</summary>
    public int Messages { get; init; } = 1000;

    /// <summary>Most payload bytes that wait, ≥ 1.</summary>
    public long Bytes { get; init; } = 8 * 1024 * 1024;
}
