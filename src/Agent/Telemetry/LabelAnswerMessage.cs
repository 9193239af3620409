namespace Agent.Telemetry;

/// <summary>Topic <c>label/answer</c>, or the response topic of a <see cref="LabelMessage"/>: what became of it.</summary>
public sealed record LabelAnswerMessage
{
    /// <summary>As asked; null when it could not be read.</summary>
    public string? EventId { get; init; }

    /// <summary>As asked; null when it could not be read.</summary>
    public string? Label { get; init; }

    /// <summary>Whether the label is in the memory, durably.</summary>
    public required bool Accepted { get; init; }

    /// <summary>Why not: what was found, what was expected; empty when accepted.</summary>
    public required string Reason { get; init; }

    /// <summary>Labelled samples in the memory after it; null when the learner was not asked.</summary>
    public int? Samples { get; init; }

    /// <summary>When it was answered.</summary>
    public required DateTimeOffset Time { get; init; }
}
