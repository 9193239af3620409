using Optimizers.Chains.Stages;

namespace Optimizers.Chains.Laws;

/// <summary>Changes the signs of <c>size</c> weights that are not 0, every set of that many equally likely: symmetric. For ternary and sparse rows.</summary>
public sealed class ValueFlipLaw : ILaw
{
    /// <inheritdoc/>
    public string Name => "value flip";

    /// <inheritdoc/>
    public bool Propose(ref RandomStream random, ReadOnlySpan<short> row, int size, Move move, out double logRatio)
    {
        logRatio = 0;
        int nonzero = Nonzero.Count(row);
        if (size > nonzero)
            return false;
        for (int last = nonzero - size; last < nonzero; last++)
        {
            int index = Nonzero.Choose(ref random, row, last, move);
            move.Add(index, (short)-row[index]);
        }

        return true;
    }
}
