using Optimizers.Chains.Priors;
using Optimizers.Chains.Stages;

namespace Optimizers.Chains.Laws;

/// <summary>What an <see cref="IFieldLaw"/> works on.</summary>
/// <param name="Risk">With the unit visited; an <see cref="IFlipField"/>.</param>
/// <param name="Prior">Of the block.</param>
/// <param name="Lambda">λ, per 1.0 of loss.</param>
/// <param name="Movable">Weights of the row that may be moved.</param>
/// <param name="Move">Room for a move.</param>
/// <param name="Block">The block.</param>
/// <param name="Unit">The unit.</param>
public readonly record struct FieldVisit(IRisk Risk, IPrior Prior, double Lambda, int Movable, Move Move, int Block, int Unit)
{
    /// <summary>The movable weights as they are.</summary>
    public ReadOnlySpan<short> Row => Risk.Row[..Movable];

    /// <summary>Flips one sign, whatever it does to the risk.</summary>
    internal void Flip(int index)
    {
        Move.Begin(Block, Unit);
        Move.Add(index, (short)-Row[index]);
        for (int part = 0; part < Risk.Parts; part++)
            Risk.Evaluate(Move, part, long.MaxValue);
        Risk.Commit();
    }
}
