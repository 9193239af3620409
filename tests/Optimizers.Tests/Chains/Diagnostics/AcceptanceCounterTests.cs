using Optimizers.Chains.Diagnostics;

namespace Optimizers.Tests.Chains.Diagnostics;

public sealed class AcceptanceCounterTests
{
    [Fact]
    public void Rates_are_of_their_own_block_and_law()
    {
        AcceptanceCounter counter = new(2, 3);
        for (int i = 0; i < 10; i++)
            counter.Count(1, 2, i < 3);
        for (int i = 0; i < 30; i++)
            counter.Count(1, 0, i < 27);
        Assert.Equal(0.3, counter.Rate(1, 2));
        Assert.Equal(0.9, counter.Rate(1, 0));
        Assert.Equal(0.75, counter.Rate(1));
        Assert.Equal(double.NaN, counter.Rate(0));
        Assert.Equal(double.NaN, counter.Rate(1, 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => counter.Count(0, 3, true));
        counter.Reset();
        Assert.Equal(0, counter.Proposed(1, 0));
    }

    [Fact]
    public void Speeds_of_two_stretches_add_as_stretches()
    {
        ProposalRate rate = new ProposalRate(100, TimeSpan.FromSeconds(1)) + new ProposalRate(300, TimeSpan.FromSeconds(3));
        Assert.Equal(100, rate.PerSecond);
        Assert.Equal(0, default(ProposalRate).PerSecond);
    }
}
