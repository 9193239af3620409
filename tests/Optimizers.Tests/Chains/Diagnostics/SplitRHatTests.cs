using Optimizers.Chains.Diagnostics;

namespace Optimizers.Tests.Chains.Diagnostics;

public sealed class SplitRHatTests
{
    [Fact]
    public void Chains_of_one_distribution_give_about_1() => Assert.InRange(Of(_ => 0, _ => 1), 0.998, 1.01);

    [Fact]
    public void Displaced_chains_give_more() => Assert.True(Of(m => m, _ => 1) > 1.1);

    /// <summary>The classic R̂ compares means only and misses this; the folded draws show it.</summary>
    [Fact]
    public void Chains_of_unlike_spread_give_more() => Assert.True(Of(_ => 0, m => m) > 1.1);

    [Fact]
    public void One_chain_that_drifts_gives_more()
    {
        double[] drifting = SomeChains.Autoregressive(1000, 0, 1);
        for (int t = 0; t < drifting.Length; t++)
            drifting[t] += t / 250.0;
        Assert.True(SplitRHat.Of([drifting]) > 1.1);
    }

    [Fact]
    public void Chains_that_stand_still_are_defined()
    {
        Assert.Equal(1, SplitRHat.Of([new double[10], new double[10]]));
        Assert.Equal(double.PositiveInfinity, SplitRHat.Of([[.. Enumerable.Repeat(1.0, 10)], new double[10]]));
    }

    /// <summary>z of ranks 1 to 4 of 4 draws is Φ⁻¹((r − 3/8)/4.25); tables of the normal distribution give its values.</summary>
    [Fact]
    public void Ranks_become_normal_quantiles()
    {
        double[][] scores = ChainDraws.NormalizeRanks([[30, 10], [20, 20]]);
        Assert.Equal(1.04912, scores[0][0], 4);
        Assert.Equal(-1.04912, scores[0][1], 4);
        Assert.Equal([0, 0], scores[1]);
        Assert.Equal(1.959964, NormalQuantile.Of(0.975), 5);
        Assert.Equal(-3.090232, NormalQuantile.Of(0.001), 5);
        Assert.Equal(-6.361341, NormalQuantile.Of(1e-10), 5);
        Assert.Equal(-7.941345, NormalQuantile.Of(1e-15), 0.00001);
    }

    private static double Of(Func<int, double> offset, Func<int, double> spread) =>
        SplitRHat.Of([.. Enumerable.Range(1, 4).Select(m => SomeChains.Autoregressive(2000, 0.3, (ulong)m, offset(m), spread(m)))]);
}
