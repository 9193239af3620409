using Optimizers.Chains.Stages;

namespace Optimizers.Chains.Laws;

/// <summary>Flips the signs of exactly <c>size</c> weights, every set of that many equally likely: symmetric, and never no change. Weights are ±1, or any that are not 0.</summary>
public sealed class BinLaw : ILaw
{
    /// <inheritdoc/>
    public string Name => "bin";

    /// <inheritdoc/>
    public bool Propose(ref RandomStream random, ReadOnlySpan<short> row, int size, Move move, out double logRatio)
    {
        logRatio = 0;
        if (size > row.Length)
            return false;
        for (int last = row.Length - size; last < row.Length; last++)
        {
            int index = Subset.Next(ref random, last, move);
            move.Add(index, (short)-row[index]);
        }

        return true;
    }
}
