namespace Inference.Kernels;

/// <content>Float convolution, dense and depthwise.</content>
public readonly partial struct AdvSimdKernels
{
    /// <inheritdoc/>
    public static void ConvolveBlocks(ReadOnlySpan<float> padded, in BlockRows rows, in PlanarShape shape, Span<float> output) =>
        BlockTiles.Convolve<AdvSimdTile>(padded, rows, shape, output);

    /// <inheritdoc/>
    public static void MultiplyBlocks(ReadOnlySpan<float> input, in BlockRows rows, Span<float> output) =>
        BlockTiles.Multiply<AdvSimdTile>(input, rows, output);

    /// <inheritdoc/>
    public static void ConvolvePlanes(ReadOnlySpan<float> padded, in PlaneTaps taps, in PlanarShape shape, Span<float> output) =>
        BlockTiles.ConvolvePlanes<AdvSimdTile>(padded, taps, shape, output);
}
