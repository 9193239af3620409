namespace Agent.Telemetry;

/// <summary>Topic <c>label</c>, to the board: what an event really was.</summary>
public sealed record LabelMessage
{
    /// <summary>The event's <c>id</c>.</summary>
    public required string EventId { get; init; }

    /// <summary>Name of a class of the network.</summary>
    public required string Label { get; init; }

    /// <summary><c>operator</c> or <c>board</c>; null: operator.</summary>
    public string? Source { get; init; }

    /// <summary>Of a board: its certificate's share ε of wrong answers, between 0 and 1.</summary>
    public double? Risk { get; init; }

    /// <summary>Of a board: its certificate holds with probability 1 − δ, between 0 and 1.</summary>
    public double? Failure { get; init; }

    /// <summary>Of a board: SHA-256 of its weights.</summary>
    public string? NetworkHash { get; init; }
}
