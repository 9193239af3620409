namespace Inference.Kernels;

/// <content>Convolution of bytes by stored blocks of weights.</content>
public partial interface IKernels
{
    /// <summary>Sums over the stored columns: <c>Σ w·x</c>, modulo 2^32 and therefore exact where the sum fits 32 bits.</summary>
    /// <param name="padded">Padded input, <c>[shape.PaddedLength]</c>, −255 to 255.</param>
    /// <param name="rows">Weights; any block.</param>
    /// <param name="shape">Sizes.</param>
    /// <param name="sums"><c>[OutputPixels × rows.Stride]</c>; 0 past the last output.</param>
    static abstract void ConvolveByteBlocks(ReadOnlySpan<short> padded, in ByteBlockRows rows, in PlanarShape shape, Span<int> sums);

    /// <summary>The same for one output pixel, whose lanes are the output channels: a dense layer.</summary>
    /// <param name="values">What the offsets of <paramref name="rows"/> point into, −255 to 255.</param>
    /// <param name="rows">Weights; any block.</param>
    /// <param name="sums"><c>[rows.Stride]</c>; 0 past the last output.</param>
    static abstract void MultiplyByteBlocks(ReadOnlySpan<short> values, in ByteBlockRows rows, Span<int> sums);
}
