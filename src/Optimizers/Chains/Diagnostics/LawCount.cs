namespace Optimizers.Chains.Diagnostics;

/// <summary>How often a law of a block was drawn, as the chains themselves count.</summary>
/// <param name="Block">Among the names of a report's blocks.</param>
/// <param name="Law">Its name.</param>
/// <param name="Proposed">Steps that drew it.</param>
/// <param name="Accepted">Those that changed weights.</param>
public readonly record struct LawCount(int Block, string Law, long Proposed, long Accepted)
{
    /// <summary>Adds what a chain counts to a list that has one entry a law of a block, in the order in which they came.</summary>
    /// <param name="counts">Added to.</param>
    /// <param name="chain">The chain.</param>
    /// <param name="firstBlock">Which block of the report is the chain's first.</param>
    public static void Add(List<LawCount> counts, Chain chain, int firstBlock)
    {
        ArgumentNullException.ThrowIfNull(counts);
        ArgumentNullException.ThrowIfNull(chain);
        for (int block = 0; block < chain.Plan.Blocks.Count; block++)
        {
            for (int law = 0; law < chain.Plan.Blocks[block].Laws.Count; law++)
            {
                LawCount more = new(firstBlock + block, chain.Plan.Blocks[block].Laws[law].Law.Name, chain.Proposed(block, law), chain.Accepted(block, law));
                int at = counts.FindIndex(count => count.Block == more.Block && count.Law == more.Law);
                if (at < 0)
                    counts.Add(more);
                else
                    counts[at] = more with { Proposed = counts[at].Proposed + more.Proposed, Accepted = counts[at].Accepted + more.Accepted };
            }
        }
    }
}
