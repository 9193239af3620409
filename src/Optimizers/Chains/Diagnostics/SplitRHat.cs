namespace Optimizers.Chains.Diagnostics;

/// <summary>Whether chains have found the same distribution: 1 where they have; below 1.01 is taken as mixed.</summary>
public static class SplitRHat
{
    /// <summary>
    /// Rank-normalised split R̂, the larger of that of the draws and that of their distances from the median: <c>√(var⁺/W)</c> of chains cut in halves
    /// (Vehtari, Gelman, Simpson, Carpenter, Bürkner 2021, equation 4 on the z of equation 14, and section 4.2).
    /// </summary>
    /// <param name="chains"><c>[chains][draws]</c>, as many draws each, at least 4; one chain is compared with itself.</param>
    /// <returns>About 1 or more; 1 where all draws are one number, +∞ where every half stands still but not at the same place.</returns>
    /// <exception cref="ArgumentException">Fewer draws, unlike lengths, or not a number.</exception>
    public static double Of(IReadOnlyList<double[]> chains)
    {
        double[][] halves = ChainDraws.Split(chains);
        return Math.Max(Estimate(ChainDraws.NormalizeRanks(halves)), Estimate(ChainDraws.NormalizeRanks(ChainDraws.Fold(halves))));
    }

    private static double Estimate(double[][] chains)
    {
        if (ChainDraws.IsConstant(chains))
            return 1;
        (double within, double total) = ChainDraws.Variances(chains);
        return Math.Sqrt(total / within);
    }
}
