using Inference.Format;

namespace Inference.Tests;

public sealed class WorkspacePlanTests
{
    private static readonly FeatureMap Map = new(FeatureKind.Values, 8, 8, 16);

    [Fact]
    public void Maps_that_are_live_together_never_overlap()
    {
        Random random = new(61);
        WorkspacePlan plan = new();
        for (int step = 0; step < 2000; step++)
        {
            FeatureKind kind = (FeatureKind)random.Next(1, 5);
            Activation added = plan.Reserve(new FeatureMap(kind, random.Next(1, 9), random.Next(1, 9), random.Next(1, 99)));
            Assert.Equal(0, added.Start % WorkspacePlan.Alignment);
            Assert.True(added.Start + added.Map.Bytes <= plan.Bytes);
            foreach (Activation live in plan.Live)
                Assert.True(live == added || live.Start >= added.Start + added.Map.Bytes || added.Start >= live.Start + live.Map.Bytes);
            plan.Keep([.. plan.Live.Where(_ => random.Next(3) > 0).Take(6)]);
        }
    }

    [Fact]
    public void More_than_a_board_could_hold_is_refused()
    {
        WorkspacePlan plan = new();
        FeatureMap large = new(FeatureKind.Floats, 512, 512, 16);
        Assert.Throws<ModelFormatException>(() =>
        {
            for (int map = 0; map < 200; map++)
                plan.Reserve(large);
        });
    }

    [Fact]
    public void A_chain_of_equal_maps_takes_the_memory_of_two()
    {
        WorkspacePlan plan = new();
        for (int layer = 0; layer < 10; layer++)
        {
            Activation output = plan.Reserve(Map);
            plan.Keep([output]);
        }

        Assert.Equal(2 * Map.Bytes, plan.Bytes);
    }
}
