namespace Inference.Kernels;

/// <content>Convolutions of 8-bit and 16-bit numbers with 8-bit weights: bytes by SDOT, directly.</content>
public readonly partial struct AdvSimdDpKernels
{
    /// <inheritdoc/>
    public static bool PrefersTiles => false;

    /// <inheritdoc/>
    public static sbyte[] PackBytes(ReadOnlySpan<sbyte> weights, in WindowShape shape) => DotProductSums.Pack(weights, shape);

    /// <inheritdoc/>
    public static void MultiplyBytes(
        ReadOnlySpan<short> values, ReadOnlySpan<int> starts, ReadOnlySpan<sbyte> weights, in WindowShape shape, Span<int> sums) =>
        DotProductSums.Multiply(values, starts, weights, shape, sums);

    /// <inheritdoc/>
    public static sbyte[] PackValues(ReadOnlySpan<sbyte> weights, in WindowShape shape) => AdvSimdKernels.PackValues(weights, shape);

    /// <inheritdoc/>
    public static void MultiplyValues(
        ReadOnlySpan<short> values, ReadOnlySpan<int> starts, ReadOnlySpan<sbyte> weights, in WindowShape shape, Span<int> sums) =>
        AdvSimdKernels.MultiplyValues(values, starts, weights, shape, sums);

    /// <inheritdoc/>
    public static void Requantize(ReadOnlySpan<int> sums, in Requantization transform, Span<sbyte> output) =>
        AdvSimdKernels.Requantize(sums, transform, output);

    /// <inheritdoc/>
    public static short[] PackTiles(ReadOnlySpan<short> points, in WinogradShape shape) => AdvSimdKernels.PackTiles(points, shape);

    /// <inheritdoc/>
    public static void TransformTiles(ReadOnlySpan<short> padded, in WinogradShape shape, int first, int count, Span<short> points) =>
        AdvSimdKernels.TransformTiles(padded, shape, first, count, points);

    /// <inheritdoc/>
    public static void MultiplyTiles(
        ReadOnlySpan<short> points, ReadOnlySpan<short> weights, in WinogradShape shape, int count, int block, Span<int> products) =>
        AdvSimdKernels.MultiplyTiles(points, weights, shape, count, block, products);

    /// <inheritdoc/>
    public static void RequantizeTiles(
        ReadOnlySpan<int> products,
        in WinogradShape shape,
        (int First, int Count) tiles,
        int block,
        in Requantization transform,
        Span<sbyte> output) =>
        AdvSimdKernels.RequantizeTiles(products, shape, tiles, block, transform, output);

    /// <inheritdoc/>
    public static void Rescale(ReadOnlySpan<int> sums, in Requantization transform, Span<short> output) =>
        AdvSimdKernels.Rescale(sums, transform, output);

    /// <inheritdoc/>
    public static short[] PackDepthwise(ReadOnlySpan<sbyte> weights, in DepthwiseShape shape) =>
        AdvSimdKernels.PackDepthwise(weights, shape);

    /// <inheritdoc/>
    public static void MultiplyDepthwise(
        ReadOnlySpan<short> values, ReadOnlySpan<int> starts, ReadOnlySpan<short> weights, in DepthwiseShape shape, Span<int> sums) =>
        AdvSimdKernels.MultiplyDepthwise(values, starts, weights, shape, sums);
}
