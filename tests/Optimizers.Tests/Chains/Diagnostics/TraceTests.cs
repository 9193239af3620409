using Optimizers.Chains.Diagnostics;

namespace Optimizers.Tests.Chains.Diagnostics;

public sealed class TraceTests
{
    /// <summary>Every length up to several halvings: points are evenly spaced, each the value of its own step.</summary>
    [Fact]
    public void Points_are_samples_evenly_spaced()
    {
        Trace trace = new(8);
        for (int step = 0; step < 300; step++)
        {
            trace.Add(step);
            Assert.InRange(trace.Count, Math.Min(step + 1, 5), 8);
            Assert.Equal((step / trace.Stride) + 1, trace.Count);
            for (int point = 0; point < trace.Count; point++)
                Assert.Equal(point * trace.Stride, trace.Values[point]);
        }

        Assert.Equal(300, trace.Added);
    }

    /// <summary>Steps of another block count for the width of a window and not for its share.</summary>
    [Fact]
    public void Rates_are_of_their_own_window()
    {
        RateTrace trace = new(8);
        for (int step = 0; step < 300; step++)
        {
            trace.Add(step % 3 == 0, step % 2 == 0);
            Assert.InRange(trace.Count, 1, 8);
            for (int window = 0; window < trace.Count; window++)
            {
                int[] own = [.. Enumerable.Range(0, step + 1).Where(s => s % 3 == 0 && s / trace.Stride == window)];
                Assert.Equal(own.Length == 0 ? double.NaN : (double)own.Count(s => s % 2 == 0) / own.Length, trace.Rate(window));
            }
        }
    }

    [Fact]
    public void Adding_a_step_to_a_record_allocates_nothing()
    {
        ChainRecord record = new("a", 2, 64);
        record.Add(0, 0, true, 1, 1);
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int step = 0; step < 10_000; step++)
            record.Add(step % 2, (step % 3) - 1, step % 5 == 0, 1, 1);
        Assert.Equal(before, GC.GetAllocatedBytesForCurrentThread());
    }

    [Fact]
    public void Odd_or_tiny_capacities_are_refused()
    {
        Assert.ThrowsAny<ArgumentException>(() => new Trace(2));
        Assert.ThrowsAny<ArgumentException>(() => new Trace(7));
        Assert.ThrowsAny<ArgumentException>(() => new RateTrace(7));
    }
}
