namespace Inference.Kernels;

/// <content>Float convolution, dense and depthwise.</content>
public readonly partial struct Avx2Kernels
{
    /// <inheritdoc/>
    public static void ConvolveBlocks(ReadOnlySpan<float> padded, in BlockRows rows, in PlanarShape shape, Span<float> output) =>
        BlockTiles.Convolve<Avx2Tile>(padded, rows, shape, output);

    /// <inheritdoc/>
    public static void MultiplyBlocks(ReadOnlySpan<float> input, in BlockRows rows, Span<float> output) =>
        BlockTiles.Multiply<Avx2Tile>(input, rows, output);

    /// <inheritdoc/>
    public static void ConvolvePlanes(ReadOnlySpan<float> padded, in PlaneTaps taps, in PlanarShape shape, Span<float> output) =>
        BlockTiles.ConvolvePlanes<Avx2Tile>(padded, taps, shape, output);
}
