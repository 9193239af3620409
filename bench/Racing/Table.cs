using System.Globalization;

namespace Benchmarks.Racing;

/// <summary>The markdown table on standard output.</summary>
internal static class Table
{
    public static void Head(TextWriter output)
    {
        output.WriteLine("| case | contender | shortest µs | median µs | Gop/s | ours is faster: median of rounds | by the shortest times |");
        output.WriteLine("|---|---|---:|---:|---:|---:|---:|");
    }

    /// <summary>One row a contender; the ratios are its time over that of the first.</summary>
    public static void Rows(TextWriter output, string name, Race race, double[][] times)
    {
        double[] ours = times[0];
        for (int index = 0; index < times.Length; index++)
        {
            double[] theirs = times[index];
            string median = index == 0 ? "" : Number(Median([.. theirs.Zip(ours, (their, our) => their / our)])) + "×";
            string quiet = index == 0 ? "" : Number(theirs.Min() / ours.Min()) + "×";
            string speed = Number(2 * race.Macs / theirs.Min());
            output.WriteLine(
                $"| {name} | {race.Contenders[index].Name} | {Number(theirs.Min() / 1e3)} | {Number(Median(theirs) / 1e3)} | {speed} | {median} | {quiet} |");
        }
    }

    private static double Median(double[] values)
    {
        double[] sorted = [.. values.Order()];
        return (sorted[(sorted.Length - 1) / 2] + sorted[sorted.Length / 2]) / 2;
    }

    /// <summary>Three digits, more are noise.</summary>
    private static string Number(double value) =>
        value.ToString(value < 10 ? "0.00" : value < 100 ? "0.0" : "0", CultureInfo.InvariantCulture);
}
