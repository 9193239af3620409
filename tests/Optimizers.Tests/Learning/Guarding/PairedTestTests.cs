using System.Numerics;
using Optimizers.Learning.Guarding;

namespace Optimizers.Tests.Learning.Guarding;

public sealed class PairedTestTests
{
    /// <summary>Every order of discordant samples counted: those with at most as many lost, of 2ⁿ.</summary>
    [Fact]
    public void The_p_value_equals_enumeration()
    {
        for (int gained = 0; gained <= 14; gained++)
        {
            for (int lost = 0; lost <= 14; lost++)
            {
                BigInteger ways = 1, sum = 0;
                for (int k = 0; k <= lost; k++)
                {
                    sum += ways;
                    ways = ways * (gained + lost - k) / (k + 1);
                }

                double expected = (double)sum / Math.Pow(2, gained + lost);
                Assert.Equal(expected, Math.Exp(PairedTest.LogBetter(new PairedCounts(40, gained, lost))), 1e-12);
                Assert.Equal(expected, Math.Exp(PairedTest.LogWorse(new PairedCounts(40, lost, gained))), 1e-12);
            }
        }
    }

    /// <summary>The bound of the loss, over all outcomes of a trinomial: it falls below the true loss with probability at most the level.</summary>
    [Theory]
    [InlineData(0.02, 0.0, 0.05)]
    [InlineData(0.05, 0.02, 0.05)]
    [InlineData(0.3, 0.3, 0.1)]
    [InlineData(0.6, 0.1, 0.2)]
    [InlineData(0.0, 0.4, 0.05)]
    public void The_bound_of_the_loss_errs_with_the_level_at_most(double lost, double gained, double level)
    {
        const int Samples = 40;
        double[] logs = new double[Samples + 1];
        for (int i = 1; i <= Samples; i++)
            logs[i] = logs[i - 1] + Math.Log(i);
        double missed = 0, all = 0;
        for (int n01 = 0; n01 <= Samples; n01++)
        {
            for (int n10 = 0; n10 <= Samples - n01; n10++)
            {
                int rest = Samples - n01 - n10;
                double chance = Math.Exp(logs[Samples] - logs[n01] - logs[n10] - logs[rest])
                    * Math.Pow(lost, n01) * Math.Pow(gained, n10) * Math.Pow(1 - lost - gained, rest);
                all += chance;
                if (chance > 0 && PairedTest.MostLoss(new PairedCounts(Samples, n10, n01), level) < lost - gained)
                    missed += chance;
            }
        }

        Assert.Equal(1, all, 1e-9);
        Assert.True(missed <= level, $"found {missed}, expected at most {level}");
    }

    [Fact]
    public void Bounds_of_a_share_are_those_of_Clopper_and_Pearson()
    {
        // 0 of n: 1 − level^(1/n); n of n: its mirror.
        Assert.Equal(1 - Math.Pow(0.05, 1.0 / 299), PairedTest.MostShare(0, 299, 0.05), 1e-9);
        Assert.Equal(Math.Pow(0.05, 1.0 / 30), PairedTest.LeastShare(30, 30, 0.05), 1e-9);
        Assert.Equal(1 - PairedTest.MostShare(13, 20, 0.01), PairedTest.LeastShare(7, 20, 0.01), 1e-9);
        Assert.Equal(1, PairedTest.MostShare(20, 20, 0.05));
        Assert.Equal(0, PairedTest.LeastShare(0, 20, 0.05));
        Assert.Equal(1, PairedTest.MostLoss(default, 0.05));
    }

    [Fact]
    public void Levels_of_all_looks_together_stay_below_the_level()
    {
        double sum = 0;
        for (int look = 1; look <= 10_000; look++)
            sum += PairedTest.LevelOf(0.05, look);
        Assert.InRange(sum, 0.05 * 0.9998, 0.05);
        Assert.Throws<ArgumentOutOfRangeException>(() => PairedTest.LevelOf(0.05, 0));
    }

    /// <summary>Anchors that show 1 point with unchanged answers, at looks 1, 3, 10 and 30, as documented.</summary>
    [Theory]
    [InlineData(1, 378)]
    [InlineData(3, 556)]
    [InlineData(10, 777)]
    [InlineData(30, 989)]
    public void The_anchors_needed_are_as_documented(int look, int anchors)
    {
        double level = PairedTest.LevelOf(0.05, look);
        Assert.Equal(anchors, PairedTest.LeastSamples(0.01, level));
        Assert.True(PairedTest.MostLoss(new PairedCounts(anchors, 0, 0), level) <= 0.01 + 1e-9);
        Assert.True(PairedTest.MostLoss(new PairedCounts(anchors - 1, 0, 0), level) > 0.01);
    }

    /// <summary>Guard samples for a power of 80 %, as documented: the exact probability that the test passes.</summary>
    [Theory]
    [InlineData(0.12, 0.02, 1, 114)]
    [InlineData(0.12, 0.02, 3, 188)]
    [InlineData(0.15, 0.05, 1, 168)]
    [InlineData(0.22, 0.02, 1, 47)]
    [InlineData(0.22, 0.02, 3, 78)]
    [InlineData(0.25, 0.05, 1, 61)]
    [InlineData(0.42, 0.02, 1, 21)]
    [InlineData(0.42, 0.02, 3, 33)]
    public void The_power_is_as_documented(double gained, double lost, int look, int samples)
    {
        double level = Math.Log(new Guard(new GuardPlan(2)).BetterLevel(look, isShipped: true)), power = 0, logChance = 0;
        for (int n10 = 0; n10 <= samples; n10++)
        {
            double chance = Math.Exp(logChance) * Math.Pow(gained, n10);
            for (int n01 = 0; n10 + n01 <= samples; n01++)
            {
                int rest = samples - n10 - n01;
                if (PairedTest.LogBetter(new PairedCounts(samples, n10, n01)) > level)
                    break;
                power += chance * Math.Pow(lost, n01) * Math.Pow(1 - gained - lost, rest);
                chance *= rest / (n01 + 1.0);
            }

            logChance += Math.Log((samples - n10) / (n10 + 1.0));
        }

        Assert.InRange(power, 0.8, 0.83);
    }
}
