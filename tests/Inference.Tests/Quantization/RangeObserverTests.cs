using Inference.Quantization;

namespace Inference.Tests.Quantization;

public sealed class RangeObserverTests
{
    [Fact]
    public void A_flat_range_is_covered_whole_and_0_is_a_byte()
    {
        foreach ((float least, float most) in new[] { (0f, 6f), (-1f, 3f), (-40f, -2f), (0.001f, 0.002f), (-1e-9f, 1e9f) })
        {
            RangeObserver range = new();
            for (int index = 0; index <= 10_000; index++)
                range.Observe([least + (most - least) * index / 10_000]);
            Scale scale = range.ToInt8();
            float covered = Math.Max(most, 0) - Math.Min(least, 0);
            Assert.InRange(scale.Zero, -128, 127);
            Assert.InRange(scale.Step, covered / 255 * 0.93f, covered / 255 * 1.001f);
            Assert.InRange(scale.Step * (127 - scale.Zero), Math.Max(most, 0) * 0.9f, Math.Max(most, 0) * 1.01f + scale.Step);
        }
    }

    [Fact]
    public void One_number_far_out_does_not_coarsen_all_others()
    {
        Random random = new(31);
        RangeObserver range = new();
        for (int index = 0; index < 100_000; index++)
            range.Observe([random.NextSingle()]);
        range.Observe([2f]);

        // Σ error² = 10⁵·(r/255)²/12 + (2 − r)² is least at r = 1.77, with clipping nothing but the one.
        Assert.InRange(range.ToInt8().Step, 1.6f / 255, 1.9f / 255);
    }

    [Fact]
    public void The_order_of_the_data_changes_little()
    {
        Random random = new(32);
        float[] values = [.. Enumerable.Range(0, 20_000).Select(_ => MathF.Exp(4 * random.NextSingle()) * (random.Next(2) * 2 - 1))];
        RangeObserver rising = new(), falling = new();
        rising.Observe([.. values.OrderBy(Math.Abs)]);
        falling.Observe([.. values.OrderByDescending(Math.Abs)]);
        Assert.Equal(rising.ToInt8().Step, falling.ToInt8().Step, 0.05f * rising.ToInt8().Step);
    }

    [Fact]
    public void Nothing_but_zeros_has_a_scale_and_nothing_at_all_has_none()
    {
        RangeObserver range = new();
        Assert.Throws<InvalidOperationException>(() => range.ToInt8());
        range.Observe([0, 0]);
        Assert.True(range.ToInt8().Step > 0);
        Assert.Throws<ArgumentException>(() => range.Observe([1, float.NaN]));
        Assert.Throws<ArgumentException>(() => range.Observe([float.PositiveInfinity]));
    }
}
