using Optimizers.Chains.Stages;

namespace Optimizers.Chains.Heads;

/// <summary>
/// What a chain needs of a risk, whatever holds the weights: <see cref="IRisk"/> without <see cref="StageShape"/> and <see cref="StageWeights"/>, which
/// spend 16 bits on a sign. Usage as there: visit, evaluate over all parts, perhaps commit.
/// </summary>
public interface IUnitRisk
{
    /// <summary>Kinds of units.</summary>
    int Blocks { get; }

    /// <summary>Samples of the memory.</summary>
    int Samples { get; }

    /// <summary>Parts of the memory, 1 or more.</summary>
    int Parts { get; }

    /// <summary>The weights of the visited unit as they are: signs as ±1. Valid until the next <see cref="Visit"/> or <see cref="Commit"/>.</summary>
    ReadOnlySpan<short> Row { get; }

    /// <summary>Units of a block.</summary>
    int Units(int block);

    /// <summary>Weights of a unit, all of them movable.</summary>
    int RowLength(int block);

    /// <summary>Samples of a part.</summary>
    int SamplesOf(int part);

    /// <summary>R_n over a part at the weights as they are, ≥ 0, in 1/65536.</summary>
    long RiskOf(int part);

    /// <summary>Chooses the unit that the following moves are of.</summary>
    void Visit(int block, int unit);

    /// <summary>How R_n over a part would change. Parts in order, from 0 for each new move.</summary>
    /// <param name="move">Of the visited unit.</param>
    /// <param name="part">0 to <see cref="Parts"/> − 1.</param>
    /// <param name="limit">As soon as the change is sure to be above this, any number above it may be returned; the move can then not be committed.</param>
    long Evaluate(Move move, int part, long limit);

    /// <summary>Takes over the move that was evaluated last, over all parts and within the limits.</summary>
    /// <exception cref="InvalidOperationException">No move stands evaluated so.</exception>
    void Commit();
}
