using System.Numerics;
using Inference.Calibration;

namespace Inference.Tests.Calibration;

public sealed class BinomialTailTests
{
    /// <summary>Every outcome counted with whole numbers: P(Bin(n, a/b) ≤ k) = Σ C(n, i) a^i (b − a)^(n − i) / b^n.</summary>
    [Theory]
    [InlineData(1, 2)]
    [InlineData(1, 100)]
    [InlineData(1, 5)]
    [InlineData(97, 100)]
    public void It_equals_enumeration(int a, int b)
    {
        foreach (int n in new[] { 0, 1, 2, 7, 40, 299, 500 })
        {
            BigInteger whole = BigInteger.Pow(b, n);
            BigInteger sum = 0, ways = 1;
            for (int k = 0; k <= n; k++)
            {
                sum += ways * BigInteger.Pow(a, k) * BigInteger.Pow(b - a, n - k);
                ways = ways * (n - k) / (k + 1);
                double exact = BigInteger.Log(sum) - BigInteger.Log(whole);
                double found = BinomialTail.LogAtMost(k, n, a / (double)b);
                // The reference itself is a difference of two logarithms of up to 2,300.
                Assert.Equal(exact, found, 1e-11 * n + 1e-12);
            }
        }
    }

    /// <summary>Samples that k errors need at δ = 5 %, as published for such tests.</summary>
    [Theory]
    [InlineData(0.005, 598, 947, 1258, 2100, 3389)]
    [InlineData(0.01, 299, 473, 628, 1049, 1693)]
    [InlineData(0.02, 149, 236, 313, 523, 845)]
    [InlineData(0.05, 59, 93, 124, 208, 336)]
    public void The_table_of_needed_samples_comes_out(double risk, params int[] needed)
    {
        int[] errors = [0, 1, 2, 5, 10];
        for (int i = 0; i < errors.Length; i++)
            Assert.Equal(needed[i], BinomialTail.LeastTrials(errors[i], risk, 0.05));
    }

    [Fact]
    public void One_trial_fewer_never_suffices()
    {
        Random random = new(71);
        for (int trial = 0; trial < 300; trial++)
        {
            int errors = random.Next(30);
            double risk = Math.Pow(10, -3 * random.NextDouble()) * 0.9, level = Math.Pow(10, -6 * random.NextDouble()) * 0.9;
            int least = BinomialTail.LeastTrials(errors, risk, level);
            Assert.True(BinomialTail.LogAtMost(errors, least, risk) <= Math.Log(level));
            Assert.True(least == Math.Max(1, errors) || BinomialTail.LogAtMost(errors, least - 1, risk) > Math.Log(level));
        }
    }

    [Fact]
    public void A_million_trials_are_neither_too_many_nor_too_unlikely()
    {
        Assert.Equal(1_000_000 * Math.Log(0.999), BinomialTail.LogAtMost(0, 1_000_000, 0.001), 1e-6);
        Assert.Equal(Math.Log(0.5), BinomialTail.LogAtMost(1000, 1_000_000, 0.001), 0.02);
        Assert.Equal(0, BinomialTail.LogAtMost(1_000_000, 1_000_000, 0.001), 1e-9);
    }

    [Theory]
    [InlineData(-1, 5, 0.1)]
    [InlineData(6, 5, 0.1)]
    [InlineData(0, -1, 0.1)]
    [InlineData(0, 5, 0)]
    [InlineData(0, 5, 1)]
    [InlineData(0, 5, double.NaN)]
    public void Numbers_out_of_range_are_refused(int errors, int trials, double probability) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => BinomialTail.LogAtMost(errors, trials, probability));
}
