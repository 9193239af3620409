namespace Agent.Diagnostics;

/// <summary>The middle of some measurements and their slow end.</summary>
/// <param name="Median">The middle one; of an even number the upper of the two.</param>
/// <param name="P99">What 1 % exceed.</param>
internal readonly record struct Quantiles(double Median, double P99)
{
    /// <summary>Of at least one number, in any order.</summary>
    public static Quantiles Of(IEnumerable<double> values)
    {
        double[] sorted = [.. values.Order()];
        return new Quantiles(sorted[sorted.Length / 2], sorted[(int)((sorted.Length - 1) * 0.99)]);
    }
}
