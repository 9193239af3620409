namespace Inference.Kernels;

/// <content>Convolution of bytes by stored blocks of weights.</content>
public partial interface IKernels
{
    /// <summary>Sums of windows over the stored columns: <c>Σ w·x</c>, modulo 2^32 and therefore exact where the sum fits 32 bits.</summary>
    /// <param name="values">A map of numbers from −128 to 127 of which every window lies inside.</param>
    /// <param name="starts">Where the windows start; one or more.</param>
    /// <param name="rows">Weights.</param>
    /// <param name="sums"><c>[windows × rows.Stride]</c>; 0 past the last output.</param>
    static abstract void MultiplyByteBlocks(
        ReadOnlySpan<short> values, ReadOnlySpan<int> starts, in ByteBlockRows rows, Span<int> sums);
}
