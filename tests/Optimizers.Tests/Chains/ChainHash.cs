using Optimizers.Chains;
using Optimizers.Chains.Stages;

namespace Optimizers.Tests.Chains;

/// <summary>All that a chain has come to, in one number: weights, risk, sizes, counts, units and samples.</summary>
internal static class ChainHash
{
    public static ulong Of(Chain chain)
    {
        ulong hash = 0xCBF29CE484222325;
        Add(ref hash, (ulong)chain.Steps);
        Add(ref hash, (ulong)chain.Risk);
        Add(ref hash, chain.Weights);
        for (int block = 0; block < chain.Plan.Blocks.Count; block++)
        {
            for (int law = 0; law < chain.Plan.Blocks[block].Laws.Count; law++)
            {
                Add(ref hash, (ulong)chain.Size(block, law));
                Add(ref hash, (ulong)chain.Proposed(block, law));
                Add(ref hash, (ulong)chain.Accepted(block, law));
            }
        }

        Add(ref hash, (ulong)chain.JumpsProposed);
        Add(ref hash, (ulong)chain.JumpsAccepted);
        for (int unit = 0; unit < chain.Units.Most; unit++)
            Add(ref hash, chain.Units[unit] ? 1u : 0);
        for (int i = 0; i < chain.SampleCount; i++)
            Add(ref hash, chain.Sample(i));
        return hash;
    }

    private static void Add(ref ulong hash, StageWeights weights)
    {
        for (int block = 0; block < weights.Shape.Blocks; block++)
        {
            foreach (short weight in weights.Block(block))
                Add(ref hash, (ushort)weight);
        }
    }

    private static void Add(ref ulong hash, ulong value) => hash = (hash ^ value) * 0x100000001B3;
}
