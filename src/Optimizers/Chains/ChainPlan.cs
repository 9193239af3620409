namespace Optimizers.Chains;

/// <summary>What a chain does.</summary>
/// <param name="Blocks">One for each block of the risk.</param>
/// <param name="Schedule">λ: one for all blocks, so that there is one target.</param>
/// <param name="BurnIn">Steps in which sizes are adapted and no sample is kept.</param>
/// <param name="KeepEvery">Steps from one kept sample to the next.</param>
/// <param name="Keep">How many samples are held, the last ones; 0: none.</param>
/// <param name="DelaysAcceptance">Whether a move must pass a test of its own after each part of the memory; else the parts only serve early rejection.</param>
public sealed record ChainPlan(
    IReadOnlyList<BlockPlan> Blocks, Schedule Schedule, long BurnIn = 0, long KeepEvery = 1, int Keep = 0, bool DelaysAcceptance = true)
{
    /// <summary>χ of minibatches: moves are decided by Poisson(χ·L² + L) samples (<see cref="BatchAcceptance"/>); 0: by all of the memory. Needs an <see cref="ISampleRisk"/>.</summary>
    public double Batches { get; init; }

    /// <summary>How units of the last layer are turned on and off; null: all are always on. Needs the risk of a stage.</summary>
    public UnitPlan? Units { get; init; }
}
