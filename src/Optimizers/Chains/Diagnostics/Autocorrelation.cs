namespace Optimizers.Chains.Diagnostics;

/// <summary>How alike the draws of a chain are to those some steps later.</summary>
public static class Autocorrelation
{
    /// <summary>ρ at lags 0 to <paramref name="lags"/> of one chain, <c>Σ (x_i − x̄)(x_{i+t} − x̄) / Σ (x_i − x̄)²</c>; of a chain that never changes 1 at lag 0, else 0.</summary>
    /// <param name="draws">At least one.</param>
    /// <param name="lags">0 to the number of draws − 1.</param>
    public static double[] Of(ReadOnlySpan<double> draws, int lags)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(lags);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(lags, draws.Length);
        double mean = Mean(draws), variance = Covariance(draws, mean, 0);
        double[] result = new double[lags + 1];
        result[0] = 1;
        for (int t = 1; t <= lags; t++)
            result[t] = variance > 0 ? Covariance(draws, mean, t) / variance : 0;
        return result;
    }

    /// <summary>The mean.</summary>
    internal static double Mean(ReadOnlySpan<double> draws)
    {
        double sum = 0;
        foreach (double x in draws)
            sum += x;
        return sum / draws.Length;
    }

    /// <summary><c>Σ (x_i − x̄)(x_{i+t} − x̄) / N</c>: divided by N at every lag, so that its transform is nowhere negative (Geyer 1992, section 3.1).</summary>
    internal static double Covariance(ReadOnlySpan<double> draws, double mean, int lag)
    {
        double sum = 0;
        for (int i = lag; i < draws.Length; i++)
            sum += (draws[i] - mean) * (draws[i - lag] - mean);
        return sum / draws.Length;
    }
}
