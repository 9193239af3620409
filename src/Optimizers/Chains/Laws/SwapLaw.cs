using Optimizers.Chains.Stages;

namespace Optimizers.Chains.Laws;

/// <summary>Takes one group of weights that is not 0 to the place of one that is, each pair equally likely: symmetric, and the count of zeros stays. The size is not used.</summary>
/// <param name="groups">Which weights are 0 together.</param>
public sealed class SwapLaw(WeightGroups groups) : ILaw
{
    /// <inheritdoc/>
    public string Name => "swap";

    /// <inheritdoc/>
    public bool Propose(ref RandomStream random, ReadOnlySpan<short> row, int size, Move move, out double logRatio)
    {
        logRatio = 0;
        int nonzero = groups.CountNonzero(row);
        if (nonzero == 0 || nonzero == groups.Count)
            return false;
        int from = groups.Find(row, random.Next(nonzero), false), to = groups.Find(row, random.Next(groups.Count - nonzero), true);
        for (int place = 0; place < groups.Length; place++)
        {
            move.Add(groups.Index(to, place), row[groups.Index(from, place)]);
            move.Add(groups.Index(from, place), 0);
        }

        return true;
    }
}
