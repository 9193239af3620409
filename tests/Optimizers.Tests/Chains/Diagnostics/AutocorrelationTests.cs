using Optimizers.Chains.Diagnostics;

namespace Optimizers.Tests.Chains.Diagnostics;

public sealed class AutocorrelationTests
{
    [Fact]
    public void That_of_an_autoregression_falls_geometrically()
    {
        double[] found = Autocorrelation.Of(SomeChains.Autoregressive(50_000, 0.8, 5), 5);
        for (int t = 0; t <= 5; t++)
            Assert.Equal(Math.Pow(0.8, t), found[t], 0.03);
    }

    [Fact]
    public void Small_ones_are_what_the_hand_finds()
    {
        // Around the mean 2: −1, 0, 1; products at lag 1: 0 and 0, at lag 2: −1; squares: 2.
        Assert.Equal([1, 0, -0.5], Autocorrelation.Of([1, 2, 3], 2));
        Assert.Equal([1, 0, 0], Autocorrelation.Of([7, 7, 7], 2));
    }
}
