namespace Optimizers.Chains.Stages;

/// <summary>
/// R_n(w), the sum of the losses of a stage's exit over a fixed memory of samples, in 1/65536 (of a nat, for the cross entropy), and what a move would
/// change of it: exact integers, so nothing drifts.
/// </summary>
/// <remarks>
/// The memory is cut into parts, for delayed acceptance; a move is evaluated part after part. Usage: <see cref="Visit"/> a unit, then any number of
/// moves of that unit, each <see cref="Evaluate"/> over all parts and then perhaps <see cref="Commit"/>. One thread. Nothing is allocated after construction.
/// </remarks>
public interface IRisk
{
    /// <summary>The stage.</summary>
    StageShape Shape { get; }

    /// <summary>The weights as they are; only this object may change them.</summary>
    StageWeights Weights { get; }

    /// <summary>Samples of the memory.</summary>
    int Samples { get; }

    /// <summary>Parts of the memory, 1 or more.</summary>
    int Parts { get; }

    /// <summary>Samples of a part.</summary>
    int SamplesOf(int part);

    /// <summary>R_n over a part at the weights as they are, ≥ 0.</summary>
    long RiskOf(int part);

    /// <summary>Chooses the unit that the following moves are of.</summary>
    void Visit(int block, int unit);

    /// <summary>How R_n over a part would change. Parts in order, from 0 for each new move.</summary>
    /// <param name="move">Of the visited unit.</param>
    /// <param name="part">0 to <see cref="Parts"/> − 1.</param>
    /// <param name="limit">As soon as the change is sure to be above this, any number above it may be returned; the move can then not be committed.</param>
    long Evaluate(Move move, int part, long limit);

    /// <summary>Takes over the move that was evaluated last, over all parts and within the limits.</summary>
    void Commit();
}
