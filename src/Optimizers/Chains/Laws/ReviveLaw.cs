using Optimizers.Chains.Stages;

namespace Optimizers.Chains.Laws;

/// <summary>Of a row of changes, takes a weight that is as given to a true zero, or one that is a true zero back to as given: symmetric. The size is not used.</summary>
/// <param name="dead">The change that stands for a true zero.</param>
public sealed class ReviveLaw(short dead) : ILaw
{
    /// <inheritdoc/>
    public string Name => "death and back";

    /// <inheritdoc/>
    public bool Propose(ref RandomStream random, ReadOnlySpan<short> row, int size, Move move, out double logRatio)
    {
        logRatio = 0;
        int index = random.Next(row.Length);
        if (row[index] != 0 && row[index] != dead)
            return false;
        move.Add(index, row[index] == 0 ? dead : (short)0);
        return true;
    }
}
