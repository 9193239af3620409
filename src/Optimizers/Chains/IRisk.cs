using Optimizers.Chains.Stages;

namespace Optimizers.Chains;

/// <summary>
/// What a chain needs: R_n(w), the sum of the losses over a fixed memory of samples, in 1/65536 (of a nat, for the cross entropy), and what a move would
/// change of it: exact integers, so nothing drifts. How weights are held is the risk's own affair; a chain sees the row of the visited unit.
/// </summary>
/// <remarks>
/// The memory is cut into parts, for delayed acceptance; a move is evaluated part after part. Usage: <see cref="Visit"/> a unit, then any number of
/// moves of that unit, each <see cref="Evaluate"/> over all parts and then perhaps <see cref="Commit"/>. One thread. Visits, moves and copies allocate nothing.
/// </remarks>
public interface IRisk
{
    /// <summary>What it is of, in words: sizes, and whatever else a state must not be taken over to. A checkpoint is refused where it differs.</summary>
    string Description { get; }

    /// <summary>Kinds of units.</summary>
    int Blocks { get; }

    /// <summary>Samples of the memory.</summary>
    int Samples { get; }

    /// <summary>Parts of the memory, 1 or more.</summary>
    int Parts { get; }

    /// <summary>The weights of the visited unit as they are: signs as ±1. Valid until the next <see cref="Visit"/>, <see cref="Commit"/> or <see cref="SetState"/>.</summary>
    ReadOnlySpan<short> Row { get; }

    /// <summary>Bytes of all weights as <see cref="CopyState"/> packs them: what a kept sample takes.</summary>
    int StateBytes { get; }

    /// <summary>Units of a block.</summary>
    int Units(int block);

    /// <summary>Weights of a unit.</summary>
    int RowLength(int block);

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

    /// <summary>Writes all weights, the same bytes for the same weights and others for others.</summary>
    /// <param name="state"><c>[StateBytes]</c>.</param>
    void CopyState(Span<byte> state);

    /// <summary>Makes the weights those that <see cref="CopyState"/> wrote, here or in a risk of the same <see cref="Description"/>. A visit comes next.</summary>
    /// <param name="state"><c>[StateBytes]</c>.</param>
    void SetState(ReadOnlySpan<byte> state);
}
