using System.Runtime.Intrinsics.Arm;

namespace Inference.Kernels;

/// <summary>
/// Arm64 with dot products (Raspberry Pi 5, Jetson Orin): binary convolution counts by UDOT, bytes are summed by SDOT, the rest is
/// <see cref="AdvSimdKernels"/>.
/// </summary>
public readonly partial struct AdvSimdDpKernels : IKernels
{
    /// <inheritdoc/>
    public static string Name => "advsimd-dp";

    /// <inheritdoc/>
    public static bool IsSupported => Dp.IsSupported && AdvSimd.Arm64.IsSupported;

    /// <inheritdoc/>
    public static void ConvolveBits(ReadOnlySpan<ulong> rows, ReadOnlySpan<ulong> weights, in BinaryConvShape shape, Span<short> sums)
    {
        AdvSimdKernels.Count<DotCounts>(rows, weights, shape, sums);
        AdvSimdKernels.CountsToSums(sums, shape.Products);
    }

    /// <inheritdoc/>
    public static void ConvolveBits(
        ReadOnlySpan<ulong> rows,
        ReadOnlySpan<ulong> weights,
        in BinaryConvShape shape,
        BitThresholds thresholds,
        Span<short> scratch,
        Span<ulong> bits)
    {
        AdvSimdKernels.Count<DotCounts>(rows, weights, shape, scratch);
        AdvSimdKernels.CountsToBits(scratch, shape, thresholds, bits);
    }

    /// <inheritdoc/>
    public static int BandRows(in BinaryConvShape shape) => AdvSimdKernels.BandRows(shape);

    /// <inheritdoc/>
    public static int ArrangedWords(in BinaryConvShape shape) => AdvSimdKernels.ArrangedWords(shape);

    /// <inheritdoc/>
    public static void ArrangeBits(ReadOnlySpan<ulong> row, in BinaryConvShape shape, Span<ulong> arranged) =>
        AdvSimdKernels.ArrangeBits(row, shape, arranged);

    /// <inheritdoc/>
    public static AlignedBuffer<ulong> PackBits(ReadOnlySpan<ulong> weights, in BinaryConvShape shape) =>
        AdvSimdKernels.PackBits(weights, shape);

    /// <inheritdoc/>
    public static void Binarize(
        ReadOnlySpan<short> values, int stride, ReadOnlySpan<short> thresholds, ReadOnlySpan<ulong> flips, Span<ulong> bits) =>
        AdvSimdKernels.Binarize(values, stride, thresholds, flips, bits);

    /// <inheritdoc/>
    public static void ConvolveBytes(
        ReadOnlySpan<short> rows, ReadOnlySpan<short> weights, in ByteConvShape shape, in OutputTransform transform, Span<short> output) =>
        AdvSimdKernels.ConvolveBytes(rows, weights, shape, transform, output);

    /// <inheritdoc/>
    public static void AddResidual(
        ReadOnlySpan<short> sums, ReadOnlySpan<short> shortcut, in BinaryConvShape shape, in OutputTransform transform, Span<short> output) =>
        AdvSimdKernels.AddResidual(sums, shortcut, shape, transform, output);

    /// <inheritdoc/>
    public static void PoolMaximum(ReadOnlySpan<short> top, ReadOnlySpan<short> bottom, int channels, Span<short> output) =>
        AdvSimdKernels.PoolMaximum(top, bottom, channels, output);

    /// <inheritdoc/>
    public static void PoolAverage(ReadOnlySpan<short> top, ReadOnlySpan<short> bottom, int channels, Span<short> output) =>
        AdvSimdKernels.PoolAverage(top, bottom, channels, output);

    /// <inheritdoc/>
    public static void AddRectified(ReadOnlySpan<short> pixels, ReadOnlySpan<short> offsets, Span<int> sums) =>
        AdvSimdKernels.AddRectified(pixels, offsets, sums);

    /// <inheritdoc/>
    public static long Dot(ReadOnlySpan<short> weights, ReadOnlySpan<short> features) => AdvSimdKernels.Dot(weights, features);
}
