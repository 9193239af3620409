namespace Inference.Kernels;

/// <content>Float convolution, dense and depthwise.</content>
public partial interface IKernels
{
    /// <summary>
    /// Convolution of planar floats by blocks of weights, and with every column stored the dense one: from the bias one fused multiply-add
    /// a block, in order, then <c>y = x &lt; Lowest ? Lowest : x &gt; Highest ? Highest : x</c>. The same bits on every set.
    /// </summary>
    /// <param name="padded">Padded input, <c>[shape.PaddedLength]</c>, finite.</param>
    /// <param name="rows">Weights; any block.</param>
    /// <param name="shape">Sizes.</param>
    /// <param name="output"><c>[Outputs × OutputPixels]</c>.</param>
    static abstract void ConvolveBlocks(ReadOnlySpan<float> padded, in BlockRows rows, in PlanarShape shape, Span<float> output);

    /// <summary>The same for one output pixel, whose lanes are the output channels: a dense layer.</summary>
    /// <param name="input">What the offsets of <paramref name="rows"/> point into; finite.</param>
    /// <param name="rows">Weights; any block.</param>
    /// <param name="output"><c>[Outputs]</c>.</param>
    static abstract void MultiplyBlocks(ReadOnlySpan<float> input, in BlockRows rows, Span<float> output);

    /// <summary>Depthwise convolution of planar floats: from the bias one fused multiply-add a tap in the order ky, kx.</summary>
    /// <param name="padded">Padded input, <c>[shape.PaddedLength]</c>, finite.</param>
    /// <param name="taps">Weights.</param>
    /// <param name="shape">Sizes.</param>
    /// <param name="output"><c>[Channels × OutputPixels]</c>.</param>
    static abstract void ConvolvePlanes(ReadOnlySpan<float> padded, in PlaneTaps taps, in PlanarShape shape, Span<float> output);
}
