namespace Agent.Telemetry;

/// <summary>The answer to a command, on its response topic.</summary>
public sealed record CommandAnswerMessage
{
    /// <summary>Name of the command.</summary>
    public required string Command { get; init; }

    /// <summary>Whether it was done.</summary>
    public required bool Done { get; init; }

    /// <summary>Why not: what was found, what was expected; empty when done.</summary>
    public required string Reason { get; init; }

    /// <summary>SHA-256 of the weights that serve after it; null when the learner was not asked.</summary>
    public string? NetworkHash { get; init; }

    /// <summary>When it was answered.</summary>
    public required DateTimeOffset Time { get; init; }
}
