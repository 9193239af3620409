using System.Text.Json.Serialization;

namespace Agent.Diagnostics;

/// <summary>What <c>vigie bench --json</c> prints.</summary>
/// <param name="Model">Name of the network.</param>
/// <param name="Hash">SHA-256 of its weights.</param>
/// <param name="Board">What it ran on.</param>
/// <param name="Kernels">The kernel set it ran on.</param>
/// <param name="KernelsReason">Why that set.</param>
/// <param name="KernelSets">Every set, and whether this machine has the instructions.</param>
/// <param name="Runs">Timed runs through the whole network.</param>
/// <param name="AllocatedBytes">Bytes allocated by all of them together.</param>
/// <param name="WorkspaceBytes">Memory of one workspace.</param>
/// <param name="Exits">From the picture to the answer of each exit, heads on the way included.</param>
/// <param name="Layers">Each layer and head by itself.</param>
internal sealed record BenchReport(
    string Model,
    string Hash,
    string Board,
    string Kernels,
    string KernelsReason,
    IReadOnlyDictionary<string, bool> KernelSets,
    int Runs,
    long AllocatedBytes,
    long WorkspaceBytes,
    IReadOnlyList<BenchExit> Exits,
    IReadOnlyList<BenchLayer> Layers);

/// <summary>Time to an exit.</summary>
/// <param name="Exit">From 1.</param>
/// <param name="Macs">Multiply-accumulates until its answer.</param>
/// <param name="Time">From the picture to its answer.</param>
internal sealed record BenchExit(int Exit, long Macs, BenchTime Time);

/// <summary>Time of a layer or head.</summary>
/// <param name="Place">Its name in the model file.</param>
/// <param name="Kind">Its kind.</param>
/// <param name="Kernel">Which of several kernels it was given and why; empty where there is one.</param>
/// <param name="Output">The map it writes; empty for an exit.</param>
/// <param name="Macs">Multiply-accumulates.</param>
/// <param name="Time">Of it alone.</param>
internal sealed record BenchLayer(string Place, string Kind, string Kernel, string Output, long Macs, BenchTime Time);

/// <summary>Times of the same work over many runs, microseconds.</summary>
/// <param name="MinimumUs">The shortest: what the machine can do when nothing disturbs it.</param>
/// <param name="MedianUs">The middle one.</param>
/// <param name="P99Us">Exceeded by 1 %.</param>
/// <param name="Gops">10⁹ operations a second at the median, two for a multiply-accumulate.</param>
internal sealed record BenchTime(double MinimumUs, double MedianUs, double P99Us, double Gops)
{
    /// <summary>From nanoseconds, in any order.</summary>
    public static BenchTime Of(ReadOnlySpan<long> nanoseconds, long macs)
    {
        double[] microseconds = new double[nanoseconds.Length];
        for (int run = 0; run < microseconds.Length; run++)
            microseconds[run] = nanoseconds[run] / 1e3;
        Quantiles quantiles = Quantiles.Of(microseconds);
        double gops = quantiles.Median == 0 ? 0 : 2 * macs / (1e3 * quantiles.Median);
        return new BenchTime(microseconds.Min(), quantiles.Median, quantiles.P99, gops);
    }
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, WriteIndented = true)]
[JsonSerializable(typeof(BenchReport))]
internal sealed partial class BenchJson : JsonSerializerContext;
