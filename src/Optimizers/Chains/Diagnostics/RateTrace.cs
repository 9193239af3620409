namespace Optimizers.Chains.Diagnostics;

/// <summary>The course of an acceptance rate over all steps of a chain in bounded memory: shares of equal windows, which double when there are too many. Adding allocates nothing.</summary>
public sealed class RateTrace
{
    private readonly long[] _proposed;
    private readonly long[] _accepted;

    /// <summary>Makes an empty trace.</summary>
    /// <param name="capacity">Windows it holds at most, even, at least 4.</param>
    public RateTrace(int capacity)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(capacity, 4);
        if (capacity % 2 != 0)
            throw new ArgumentException($"found a capacity of {capacity}, expected an even one", nameof(capacity));
        _proposed = new long[capacity];
        _accepted = new long[capacity];
    }

    /// <summary>Steps added so far.</summary>
    public long Added { get; private set; }

    /// <summary>Steps of a window, a power of two.</summary>
    public long Stride { get; private set; } = 1;

    /// <summary>Windows begun.</summary>
    public int Count => (int)((Added + Stride - 1) / Stride);

    /// <summary>Share accepted of what was proposed in a window; not a number where nothing was.</summary>
    public double Rate(int window) => (double)_accepted[window] / _proposed[window];

    /// <summary>Adds the next step.</summary>
    /// <param name="isProposal">Whether it was one of those counted here.</param>
    /// <param name="isAccepted">Whether it was accepted.</param>
    public void Add(bool isProposal, bool isAccepted)
    {
        if (Added == _proposed.Length * Stride)
        {
            Merge(_proposed);
            Merge(_accepted);
            Stride *= 2;
        }

        int window = (int)(Added++ / Stride);
        _proposed[window] += isProposal ? 1 : 0;
        _accepted[window] += isProposal && isAccepted ? 1 : 0;
    }

    private static void Merge(long[] counts)
    {
        for (int i = 0; i < counts.Length / 2; i++)
            counts[i] = counts[2 * i] + counts[(2 * i) + 1];
        Array.Clear(counts, counts.Length / 2, counts.Length - (counts.Length / 2));
    }
}
