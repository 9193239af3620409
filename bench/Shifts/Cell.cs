using System.Globalization;

namespace Benchmarks.Shifts;

/// <summary>Repeats of a figure, as mean ± standard deviation (of a sample: over n − 1).</summary>
internal static class Cell
{
    /// <summary>A cell of a table.</summary>
    /// <param name="values">At least one.</param>
    /// <param name="digits">Behind the point.</param>
    public static string Of(IReadOnlyList<double> values, int digits)
    {
        string format = "F" + digits.ToString(CultureInfo.InvariantCulture);
        double mean = values.Average();
        if (values.Count == 1)
            return mean.ToString(format, CultureInfo.InvariantCulture);
        double deviation = Math.Sqrt(values.Sum(value => (value - mean) * (value - mean)) / (values.Count - 1));
        return $"{mean.ToString(format, CultureInfo.InvariantCulture)} ± {deviation.ToString(format, CultureInfo.InvariantCulture)}";
    }
}
