namespace Optimizers.Chains.Diagnostics;

/// <summary>Draws of one quantity from several chains, prepared as the diagnostics need them.</summary>
internal static class ChainDraws
{
    /// <summary>The first and second half of every chain as chains of their own; of an odd number of draws the middle one is left out.</summary>
    /// <exception cref="ArgumentException">No chain, chains of unlike lengths, fewer than 4 draws, or a draw that is not a number.</exception>
    public static double[][] Split(IReadOnlyList<double[]> chains)
    {
        ArgumentNullException.ThrowIfNull(chains);
        if (chains.Count == 0)
            throw new ArgumentException("found no chain, expected at least one", nameof(chains));
        int length = chains[0].Length, half = length / 2;
        double[][] halves = new double[2 * chains.Count][];
        for (int m = 0; m < chains.Count; m++)
        {
            if (chains[m].Length != length || length < 4)
                throw new ArgumentException($"chain {m}: found {chains[m].Length} draws, expected {Math.Max(4, length)}", nameof(chains));
            if (Array.FindIndex(chains[m], double.IsNaN) is int place and >= 0)
                throw new ArgumentException($"chain {m}: draw {place} is not a number", nameof(chains));
            halves[2 * m] = chains[m][..half];
            halves[(2 * m) + 1] = chains[m][^half..];
        }

        return halves;
    }

    /// <summary>Whether all draws of all chains are the same number.</summary>
    public static bool IsConstant(double[][] chains) => Array.TrueForAll(chains, chain => Array.TrueForAll(chain, x => x == chains[0][0]));

    /// <summary>
    /// Rank-normalised draws, <c>z = Φ⁻¹((r − 3/8)/(S + 1/4))</c>, r the rank among all S draws, equal ones share the mean of their ranks
    /// (Vehtari, Gelman, Simpson, Carpenter, Bürkner 2021, section 4.1, equation 14).
    /// </summary>
    public static double[][] NormalizeRanks(double[][] chains)
    {
        int length = chains[0].Length, count = chains.Length * length;
        double[] values = new double[count];
        int[] places = new int[count];
        for (int i = 0; i < count; i++)
            (values[i], places[i]) = (chains[i / length][i % length], i);
        Array.Sort(values, places);

        double[][] scores = [.. chains.Select(chain => new double[length])];
        for (int first = 0; first < count;)
        {
            int end = first + 1;
            while (end < count && values[end] == values[first])
                end++;
            double rank = (first + 1 + end) / 2.0;
            double score = NormalQuantile.Of((rank - 0.375) / (count + 0.25));
            for (; first < end; first++)
                scores[places[first] / length][places[first] % length] = score;
        }

        return scores;
    }

    /// <summary>Distances from the median of all draws, <c>|x − median|</c> (section 4.2): spread instead of place.</summary>
    public static double[][] Fold(double[][] chains)
    {
        double[] all = [.. chains.SelectMany(chain => chain)];
        Array.Sort(all);
        double median = (all[(all.Length - 1) / 2] + all[all.Length / 2]) / 2;
        return [.. chains.Select(chain => Array.ConvertAll(chain, x => Math.Abs(x - median)))];
    }

    /// <summary>W, the mean of the variances within chains, and var⁺ = (N − 1)/N·W + B/N, of N draws a chain (section 3.1, equations 1 to 3).</summary>
    public static (double Within, double Total) Variances(double[][] chains)
    {
        double within = 0, mean = chains.Average(chain => chain.Average()), between = 0;
        foreach (double[] chain in chains)
        {
            double own = chain.Average();
            within += chain.Sum(x => (x - own) * (x - own)) / (chain.Length - 1) / chains.Length;
            between += (own - mean) * (own - mean) / (chains.Length - 1);
        }

        int length = chains[0].Length;
        return (within, (within * (length - 1) / length) + between);
    }
}
