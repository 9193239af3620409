using Optimizers.Chains.Stages;

namespace Optimizers.Chains.Laws;

/// <summary>Weights of a row that are not 0.</summary>
internal static class Nonzero
{
    /// <summary>How many there are.</summary>
    public static int Count(ReadOnlySpan<short> row)
    {
        int count = 0;
        foreach (short weight in row)
            count += weight != 0 ? 1 : 0;
        return count;
    }

    /// <summary>Floyd's draw, as in <see cref="Subset"/>, among them: the index in the row.</summary>
    public static int Choose(ref RandomStream random, ReadOnlySpan<short> row, int last, Move move)
    {
        int index = Find(row, random.Next(last + 1));
        return move.Holds(index) ? Find(row, last) : index;
    }

    private static int Find(ReadOnlySpan<short> row, int place)
    {
        for (int i = 0; i < row.Length; i++)
        {
            if (row[i] != 0 && place-- == 0)
                return i;
        }

        throw new ArgumentOutOfRangeException(nameof(place), "there are not so many weights");
    }
}
