using Optimizers.Learning.Guarding;

namespace Optimizers.Learning.Rounds;

/// <summary>How a learner stands.</summary>
public sealed record LearnerStatus
{
    /// <summary>Why no chain runs, in words; null: one does.</summary>
    public string? Waiting { get; init; }

    /// <summary>Number of the round that runs, or of the last one; 0: none yet.</summary>
    public int Round { get; init; }

    /// <summary>Steps of its chain.</summary>
    public long Steps { get; init; }

    /// <summary>Steps it will have.</summary>
    public long StepsTotal { get; init; }

    /// <summary>R_n at its beginning, 1/65536 nats.</summary>
    public long FirstRisk { get; init; }

    /// <summary>R_n, 1/65536 nats.</summary>
    public long Risk { get; init; }

    /// <summary>Share of moves of signs that were taken; NaN: none, or none yet.</summary>
    public double AcceptedSigns { get; init; } = double.NaN;

    /// <summary>Share of moves of exit weights that were taken.</summary>
    public double AcceptedExit { get; init; } = double.NaN;

    /// <summary>Draws that are as good as independent, of the risk since the burn-in; NaN: too few to say. Since the last start only.</summary>
    public double EffectiveSamples { get; init; } = double.NaN;

    /// <summary>Looks the guard has spent.</summary>
    public int Looks { get; init; }

    /// <summary>What the guard said last; null: nothing since the start.</summary>
    public GuardDecision? Decision { get; init; }
}
