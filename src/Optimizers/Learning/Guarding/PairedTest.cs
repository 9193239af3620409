using Inference.Calibration;

namespace Optimizers.Learning.Guarding;

/// <summary>Exact tests and bounds for two networks that answer the same independent samples; no normal approximation anywhere.</summary>
public static class PairedTest
{
    /// <summary>Share of a level that is spent on the bound of what was lost; the rest on that of what was gained.</summary>
    /// <remarks>Where nothing is gained or lost, which is the usual case, nearly the whole level counts: 378 samples show 1 point at 2.5 %, not
    /// 368.</remarks>
    internal const double LostShare = 0.9;

    /// <summary>
    /// ln p of the exact one-sided test of "the new weights are not better": given n = Gained + Lost, Lost is Bin(n, ½) where both are equally
    /// right, so
    /// <c>p = P(Bin(n, ½) ≤ Lost)</c> (McNemar 1947, Psychometrika 12, exact as a sign test: Gained and Lost are alike but for the sign).
    /// </summary>
    /// <returns>At most 0; 0 without a discordant sample.</returns>
    public static double LogBetter(PairedCounts counts) => BinomialTail.LogAtMost(counts.Lost, counts.Discordant, 0.5);

    /// <summary>The same test of "the new weights are not worse".</summary>
    /// <inheritdoc cref="LogBetter"/>
    public static double LogWorse(PairedCounts counts) => BinomialTail.LogAtMost(counts.Gained, counts.Discordant, 0.5);

    /// <summary>
    /// Upper confidence bound of the loss in accuracy, P(lost) − P(gained): the exact upper bound of the first at 9/10 of the level less the exact
    /// lower bound of the second at 1/10 (Clopper and Pearson 1934, Biometrika 26; joined by Bonferroni), so it is below the loss with probability
    /// at most the level.
    /// </summary>
    /// <param name="counts">Of independent samples.</param>
    /// <param name="level">Above 0 and below 1.</param>
    /// <returns>−1 to 1; 1 without samples.</returns>
    public static double MostLoss(PairedCounts counts, double level) =>
        MostShare(counts.Lost, counts.Samples, LostShare * level) - LeastShare(counts.Gained, counts.Samples, (1 - LostShare) * level);

    /// <summary>The fewest samples that show a loss of at most the margin where no answer changes.</summary>
    /// <param name="margin">Above 0 and below 1.</param>
    /// <param name="level">Above 0 and below 1.</param>
    public static int LeastSamples(double margin, double level) => BinomialTail.LeastTrials(0, margin, LostShare * level);

    /// <summary>
    /// The level of the look at number t, so that all looks together err with probability α at most, however many there are: α/(t(t + 1)), as Σ
    /// 1/(t(t + 1)) = 1.
    /// </summary>
    /// <param name="level">α.</param>
    /// <param name="look">t, from 1.</param>
    public static double LevelOf(double level, int look)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(look, 1);
        return level / look / (look + 1.0);
    }

    /// <summary>The largest p with <c>P(Bin(n, p) ≤ k) ≥ level</c>, rounded up to 2⁻⁴⁰: the upper bound of Clopper and Pearson.</summary>
    /// <param name="count">k, 0 to n.</param>
    /// <param name="samples">n, at least 0.</param>
    /// <param name="level">Above 0 and below 1.</param>
    internal static double MostShare(int count, int samples, double level)
    {
        if (!(level > 0 && level < 1))
            throw new ArgumentOutOfRangeException(nameof(level), level, "expected above 0 and below 1");
        ArgumentOutOfRangeException.ThrowIfGreaterThan(count, samples);
        return count == samples ? 1 : Crossing(count, samples, Math.Log(level)).High;
    }

    /// <summary>The least p with <c>P(Bin(n, p) ≥ k) ≥ level</c>, rounded down to 2⁻⁴⁰: the lower bound of Clopper and Pearson.</summary>
    /// <inheritdoc cref="MostShare"/>
    internal static double LeastShare(int count, int samples, double level)
    {
        if (!(level > 0 && level < 1))
            throw new ArgumentOutOfRangeException(nameof(level), level, "expected above 0 and below 1");
        ArgumentOutOfRangeException.ThrowIfGreaterThan(count, samples);
        return count == 0 ? 0 : Crossing(count - 1, samples, Math.Log(1 - level)).Low;
    }

    /// <summary>Where <c>ln P(Bin(n, p) ≤ k)</c>, which falls from 0 to −∞ as p grows, crosses a value; k below n.</summary>
    private static (double Low, double High) Crossing(int count, int samples, double wanted)
    {
        double low = 0, high = 1;
        for (int bit = 0; bit < 40; bit++)
        {
            double middle = (low + high) / 2;
            if (BinomialTail.LogAtMost(count, samples, middle) >= wanted)
                low = middle;
            else
                high = middle;
        }

        return (low, high);
    }
}
