using Optimizers.Chains.Diagnostics;

namespace Optimizers.Tests.Chains.Diagnostics;

public sealed class EffectiveSampleSizeTests
{
    /// <summary>τ of an AR(1) is (1 + φ)/(1 − φ); at −0.5 the chain beats independent draws.</summary>
    [Theory]
    [InlineData(-0.5, 0.15)]
    [InlineData(0, 0.1)]
    [InlineData(0.5, 0.15)]
    [InlineData(0.9, 0.25)]
    public void That_of_an_autoregression_is_known(double phi, double tolerance)
    {
        double[][] chains = [.. Enumerable.Range(1, 4).Select(seed => SomeChains.Autoregressive(4000, phi, (ulong)seed))];
        double expected = 16000 * (1 - phi) / (1 + phi);
        Assert.InRange(EffectiveSampleSize.Of(chains), expected * (1 - tolerance), expected * (1 + tolerance));
        Assert.InRange(EffectiveSampleSize.Bulk(chains), expected * (1 - tolerance), expected * (1 + tolerance));
    }

    [Fact]
    public void Chains_at_different_places_are_worth_next_to_nothing()
    {
        double[][] chains = [.. Enumerable.Range(1, 4).Select(seed => SomeChains.Autoregressive(1000, 0, (ulong)seed, 10 * seed))];
        Assert.InRange(EffectiveSampleSize.Of(chains), 1, 12);
    }

    [Fact]
    public void Ranks_do_not_feel_a_monotone_change_of_scale()
    {
        double[][] chains = [.. Enumerable.Range(1, 2).Select(seed => SomeChains.Autoregressive(500, 0.6, (ulong)seed))];
        double[][] stretched = [.. chains.Select(chain => Array.ConvertAll(chain, x => Math.Exp(3 * x)))];
        Assert.Equal(EffectiveSampleSize.Bulk(chains), EffectiveSampleSize.Bulk(stretched));
    }

    [Fact]
    public void A_chain_that_never_moves_is_one_draw()
    {
        Assert.Equal(1, EffectiveSampleSize.Of([new double[100], new double[100]]));
        Assert.Equal(1, EffectiveSampleSize.Bulk([new double[100]]));
        // Each stands still, at its own place.
        Assert.InRange(EffectiveSampleSize.Of([[.. Enumerable.Repeat(1.0, 100)], new double[100]]), 1, 4);
    }

    [Fact]
    public void Unfit_chains_are_refused()
    {
        Assert.Contains("no chain", Assert.Throws<ArgumentException>(() => EffectiveSampleSize.Of([])).Message);
        Assert.Contains("expected 4", Assert.Throws<ArgumentException>(() => EffectiveSampleSize.Of([new double[3]])).Message);
        Assert.Contains("expected 8", Assert.Throws<ArgumentException>(() => EffectiveSampleSize.Of([new double[8], new double[7]])).Message);
        Assert.Contains("draw 2", Assert.Throws<ArgumentException>(() => EffectiveSampleSize.Of([[1, 2, double.NaN, 4]])).Message);
    }
}
