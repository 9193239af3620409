using Inference;
using Optimizers.Learning.Memory;

namespace Optimizers.Tests.Learning.Memory;

public sealed class PriorityTests
{
    [Fact]
    public void The_logarithm_is_rounded_down_to_a_step()
    {
        SplitMix random = new(1);
        for (int i = 0; i < 5000; i++)
        {
            ulong value = Math.Max(random.NextBits() >> random.Next(64), 1);
            Assert.InRange((Math.Log2(value) * Priority.One) - Priority.Log2(value), -0.1, 1.1);
        }

        for (int bit = 0; bit < 64; bit++)
            Assert.Equal((long)bit * Priority.One, Priority.Log2(1UL << bit));
    }

    /// <summary>The first of a draw by weight is each with probability w / Σ w.</summary>
    [Theory]
    [InlineData(0, 0, 0, 0.5)]
    [InlineData(1, 0, 0, 2.0 / 3)]
    [InlineData(3, 0, 0, 0.8)]
    [InlineData(30, 0, 0, 0.8)]
    [InlineData(0, 0, 1, 2.0 / 3)]
    [InlineData(0, 1, 3, 0.8)]
    public void One_of_two_stays_in_proportion_to_its_weight(int loss, int otherLoss, int halfLives, double expected)
    {
        const int Draws = 20_000;
        int stays = 0;
        for (int i = 0; i < Draws; i++)
        {
            MemoryOptions options = SomeMemory.Options() with { Seed = (ulong)i, HalfLife = 1 << 20 };
            LabelledSample sample = new((ulong)(3 + (halfLives * options.HalfLife)), 0, LabelSource.Audit, "", 0, loss << 16, []);
            // Another sequence is another draw; one more at a half-life of 2^20 changes no weight.
            LabelledSample other = sample with { Sequence = 2, Loss = otherLoss << 16 };
            stays += Priority.Of(sample, options, true) > Priority.Of(other, options, true) ? 1 : 0;
        }

        Assert.InRange(stays / (double)Draws, expected - 0.03, expected + 0.03);
    }
}
