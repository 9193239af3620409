namespace Optimizers.Chains.Diagnostics;

/// <summary>
/// How many independent draws would estimate a mean as well as the draws of the chains do: <c>S/τ</c>, <c>τ = 1 + 2·Σ ρ_t</c>, from chains cut in
/// halves (Vehtari, Gelman, Simpson, Carpenter, Bürkner 2021, section 3.2, equations 10 to 13).
/// </summary>
/// <remarks>
/// The sum ends where <c>ρ_{2k} + ρ_{2k+1}</c> is no longer positive, and those pairs are made to fall: the initial monotone positive sequence of
/// Geyer 1992, section 3.3. Draws that are all the same number count as one. Slow chains cost O(N²).
/// </remarks>
public static class EffectiveSampleSize
{
    /// <summary>For the mean of the draws as they are.</summary>
    /// <param name="chains"><c>[chains][draws]</c>, as many draws each, at least 4.</param>
    /// <returns>1 to S·log₁₀ S, S the number of all draws.</returns>
    /// <exception cref="ArgumentException">Fewer draws, unlike lengths, or not a number.</exception>
    public static double Of(IReadOnlyList<double[]> chains) => Estimate(ChainDraws.Split(chains));

    /// <summary>Of the rank-normalised draws, which is defined for every distribution: the "bulk" of section 4.3.</summary>
    /// <inheritdoc cref="Of"/>
    public static double Bulk(IReadOnlyList<double[]> chains) => Estimate(ChainDraws.NormalizeRanks(ChainDraws.Split(chains)));

    private static double Estimate(double[][] chains)
    {
        if (ChainDraws.IsConstant(chains))
            return 1;
        int length = chains[0].Length, count = length * chains.Length;
        double[] means = Array.ConvertAll(chains, chain => Autocorrelation.Mean(chain));
        (double within, double total) = ChainDraws.Variances(chains);

        // ρ_t = 1 − (W − mean of the chains' autocovariances)/var⁺; the pair of lags 0 and 1 always counts.
        double previous = double.PositiveInfinity, sum = 0;
        for (int t = 0; t + 1 < length; t += 2)
        {
            double pair = 2 - ((2 * within) - MeanCovariance(chains, means, t) - MeanCovariance(chains, means, t + 1)) / total;
            if (t > 0 && pair <= 0)
                break;
            previous = Math.Min(previous, pair);
            sum += previous;
        }

        // Draws that swing can beat independent ones, but no τ below 1/log₁₀ S is believed (section 3.2).
        double time = Math.Max((2 * sum) - 1, 1 / Math.Log10(count));
        return Math.Max(1, count / time);
    }

    private static double MeanCovariance(double[][] chains, double[] means, int lag)
    {
        // The same divisor as W at lag 0, so that ρ_0 is what the paper says.
        double sum = 0;
        for (int m = 0; m < chains.Length; m++)
            sum += Autocorrelation.Covariance(chains[m], means[m], lag);
        return sum / chains.Length * chains[0].Length / (chains[0].Length - 1);
    }
}
