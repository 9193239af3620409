namespace Optimizers.Chains;

/// <summary>One law of one block in one chain: its size and its counts.</summary>
/// <remarks>
/// Burn-in moves the size towards an acceptance of 0.234, the best of Metropolis chains that flip k of many weakly dependent signs (Roberts 1998, "Optimal
/// Metropolis algorithms for product measures on the vertices of a hypercube"), as of random walks (Roberts, Gelman and Gilks 1997); then it is
/// frozen, since sizes that follow the state would leave another target. Whole numbers only.
/// </remarks>
internal sealed class LawState(LawShare share)
{
    /// <summary>Proposals after which the size may change.</summary>
    private const int Window = 64;

    /// <summary>0.234 of a window.</summary>
    private const int Wanted = 15;

    /// <summary>What the law is given.</summary>
    public int Size { get; set; } = share.Size;

    /// <summary>Steps that drew the law.</summary>
    public long Proposed { get; set; }

    /// <summary>Those that changed weights.</summary>
    public long Accepted { get; set; }

    /// <summary>Proposals of the window that runs.</summary>
    public int Tried { get; set; }

    /// <summary>Those accepted.</summary>
    public int Taken { get; set; }

    /// <summary>Counts a step.</summary>
    public void Count(bool isAccepted, bool isBurnIn)
    {
        Proposed++;
        Accepted += isAccepted ? 1 : 0;
        if (!isBurnIn || share.Most <= 1)
            return;
        Tried++;
        Taken += isAccepted ? 1 : 0;
        if (Tried < Window)
            return;
        int step = 1 + (Size / 8);
        Size = Math.Clamp(Taken > Wanted ? Size + step : Taken < Wanted ? Size - step : Size, 1, share.Most);
        (Tried, Taken) = (0, 0);
    }
}
