using Optimizers.Gradient;
using Optimizers.Tests.Support;

namespace Optimizers.Tests.Gradient;

public sealed class BlockMaskTests
{
    [Theory]
    [InlineData(4)]
    [InlineData(8)]
    [InlineData(16)]
    public void The_blocks_of_the_smallest_norm_go(int block)
    {
        Parameter weights = Weights(96 * block);
        float[] before = [.. weights.Value];
        BlockMask mask = new(weights, block, 0.75);
        mask.Shrink(1);
        mask.Apply();
        float[] norms = [.. before.Chunk(block).Select(b => b.Sum(w => w * w))];
        Assert.Equal(72, mask.Pruned);
        Assert.True(norms.Where((_, b) => mask.Kept[b] == 0).Max() <= norms.Where((_, b) => mask.Kept[b] == 1).Min());
        for (int i = 0; i < before.Length; i++)
            Assert.Equal(mask.Kept[i / block] == 0 ? 0 : before[i], weights.Value[i]);
    }

    [Fact]
    public void What_is_pruned_never_comes_back_however_large_it_has_grown()
    {
        Parameter weights = Weights(400);
        BlockMask mask = new(weights, 4, 0.9);
        HashSet<int> gone = [];
        for (int step = 0; step <= 10; step++)
        {
            mask.Shrink(step / 10.0);
            mask.Apply();
            int[] pruned = [.. Enumerable.Range(0, mask.Kept.Length).Where(b => mask.Kept[b] == 0)];
            HashSet<int> now = [.. pruned];
            Assert.Superset(gone, now);
            Assert.Equal((int)Math.Round(step / 10.0 * 90), pruned.Length);
            gone = now;
            foreach (int b in gone)
                weights.Value.AsSpan(b * 4, 4).Fill(100 + step);
        }

        mask.Apply();
        Assert.All(gone, b => Assert.All(weights.Value.Skip(b * 4).Take(4), w => Assert.Equal(0, w)));
    }

    [Theory]
    [InlineData(4)]
    [InlineData(8)]
    [InlineData(16)]
    public void A_block_is_neighbouring_outputs_of_one_input_and_place(int block)
    {
        const int Taps = 9, Inputs = 5, Outputs = 32;
        for (int n = 0; n < Outputs; n++)
        {
            for (int tap = 0; tap < Taps; tap++)
            {
                for (int c = 0; c < Inputs; c++)
                {
                    int first = Convolution.Index(n / block * block, tap, c, Taps, Inputs);
                    Assert.Equal(0, first % block);
                    Assert.Equal(first / block, Convolution.Index(n, tap, c, Taps, Inputs) / block);
                }
            }
        }
    }

    [Fact]
    public void The_schedule_is_the_cubic_one_and_ends_at_its_end()
    {
        PruningSchedule schedule = PruningSchedule.Of(new PruningRecipe { Sparsity = 0.9, Begin = 0.25, End = 0.7, Every = 25 }, 1000);
        Assert.Equal(new PruningSchedule(250, 700, 25), schedule);
        for (int step = 0; step <= 1000; step++)
        {
            double expected = step <= 250 ? 0 : step >= 700 ? 1 : 1 - Math.Pow(1 - ((step - 250) / 450.0), 3);
            Assert.Equal(expected, schedule.Share(step), 12);
            Assert.Equal(step >= 250 && step <= 700 && (step - 250) % 25 == 0, schedule.IsDue(step));
        }
    }

    [Theory]
    [InlineData(1, 0.25, 0.7)]
    [InlineData(2, 0.9, 1)]
    [InlineData(7, 0, 1)]
    [InlineData(60, 0.99, 0.995)]
    public void Even_a_short_run_is_pruned_to_the_end(int steps, double begin, double end)
    {
        PruningSchedule schedule = PruningSchedule.Of(new PruningRecipe { Sparsity = 0.9, Begin = begin, End = end, Every = 25 }, steps);
        int last = Enumerable.Range(1, steps).Last(schedule.IsDue);
        Assert.Equal(1, schedule.Share(last));
    }

    private static Parameter Weights(int count)
    {
        Parameter weights = new("w", count);
        Some.Floats(count, 3).CopyTo(weights.Value, 0);
        return weights;
    }
}
