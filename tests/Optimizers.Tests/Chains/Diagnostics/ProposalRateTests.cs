using Optimizers.Chains.Diagnostics;

namespace Optimizers.Tests.Chains.Diagnostics;

public sealed class ProposalRateTests
{
    [Fact]
    public void Speeds_of_two_stretches_add_as_stretches()
    {
        ProposalRate rate = new ProposalRate(100, TimeSpan.FromSeconds(1)) + new ProposalRate(300, TimeSpan.FromSeconds(3));
        Assert.Equal(100, rate.PerSecond);
        Assert.Equal(0, default(ProposalRate).PerSecond);
    }
}
