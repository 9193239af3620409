namespace Optimizers.Chains.Diagnostics;

/// <summary>Proposals and acceptances by block and law. Counting allocates nothing.</summary>
public sealed class AcceptanceCounter
{
    private readonly long[] _proposed;
    private readonly long[] _accepted;

    /// <summary>Makes counters that are all 0.</summary>
    /// <param name="blocks">Blocks of the stage.</param>
    /// <param name="laws">Laws of a block, at most.</param>
    public AcceptanceCounter(int blocks, int laws)
    {
        (Blocks, Laws) = (blocks, laws);
        _proposed = new long[blocks * laws];
        _accepted = new long[blocks * laws];
    }

    /// <summary>Blocks.</summary>
    public int Blocks { get; }

    /// <summary>Laws.</summary>
    public int Laws { get; }

    /// <summary>Counts a proposal.</summary>
    public void Count(int block, int law, bool isAccepted)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)law, (uint)Laws);
        _proposed[(block * Laws) + law]++;
        _accepted[(block * Laws) + law] += isAccepted ? 1 : 0;
    }

    /// <summary>Proposals of a law in a block.</summary>
    public long Proposed(int block, int law) => _proposed[(block * Laws) + law];

    /// <summary>Those accepted.</summary>
    public long Accepted(int block, int law) => _accepted[(block * Laws) + law];

    /// <summary>Share accepted of a law in a block; not a number where nothing was proposed.</summary>
    public double Rate(int block, int law) => (double)Accepted(block, law) / Proposed(block, law);

    /// <summary>Share accepted in a block, all laws together; not a number where nothing was proposed.</summary>
    public double Rate(int block)
    {
        long proposed = 0, accepted = 0;
        for (int law = 0; law < Laws; law++)
            (proposed, accepted) = (proposed + Proposed(block, law), accepted + Accepted(block, law));
        return (double)accepted / proposed;
    }

    /// <summary>Begins anew, for instance for the next window of a plot.</summary>
    public void Reset()
    {
        Array.Clear(_proposed);
        Array.Clear(_accepted);
    }
}
