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
            Assert.InRange(trace.Count, Math.Min(step + 1, 4), 8);
            Assert.Equal((step / trace.Stride) + 1, trace.Count);
            for (int point = 0; point < trace.Count; point++)
                Assert.Equal(trace.StepOf(point), trace.Values[point]);
        }

        Assert.Equal(300, trace.Added);
    }

    [Fact]
    public void Points_are_means_of_all_values_between()
    {
        Trace trace = new(8, Thinning.Mean);
        for (int step = 0; step < 300; step++)
        {
            trace.Add(step);
            for (int point = 0; point < trace.Count; point++)
                Assert.Equal(trace.StepOf(point) + ((trace.Stride - 1) / 2.0), trace.Values[point], 12);
        }
    }

    [Theory]
    [InlineData(Thinning.First)]
    [InlineData(Thinning.Mean)]
    public void Adding_allocates_nothing(Thinning thinning)
    {
        Trace trace = new(16, thinning);
        AcceptanceCounter counter = new(2, 2);
        trace.Add(0);
        counter.Count(0, 0, true);
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int step = 0; step < 10_000; step++)
        {
            trace.Add(step);
            counter.Count(step % 2, 1, step % 3 == 0);
        }

        Assert.Equal(before, GC.GetAllocatedBytesForCurrentThread());
    }
}
