using Optimizers.Learning.Guarding;
using Optimizers.Learning.Tuning;

namespace Optimizers.Learning.Rounds;

/// <summary>How a board learns.</summary>
public sealed record LearnerPlan
{
    /// <summary>The stage whose end moves, from 1; 0: the last.</summary>
    public int Stage { get; init; }

    /// <summary>Labels that must have come since the last round before another begins, at least 1.</summary>
    public int LabelsPerRound { get; init; } = 20;

    /// <summary>The chain of a round; its seed is that of round 1, others follow from it.</summary>
    public TunerPlan Chain { get; init; } = new() { Keep = 1 };

    /// <summary>Levels and margins of the guard; null: its own.</summary>
    public GuardPlan? Guard { get; init; }

    /// <summary>Steps from one checkpoint to the next, at least 1: what a power cut can cost.</summary>
    public long CheckpointSteps { get; init; } = 50_000;
}
