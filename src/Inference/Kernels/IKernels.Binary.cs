namespace Inference.Kernels;

/// <content>Binary convolution and signs.</content>
public partial interface IKernels
{
    /// <summary>Orders binary weights as this set reads them, once at load.</summary>
    /// <param name="weights"><c>[OutputChannels][Kernel y][Kernel x][Words]</c>, bit 1 = −1.</param>
    /// <param name="shape">Sizes; the width does not matter.</param>
    /// <returns>Weights for <see cref="ConvolveBits"/> of the same set.</returns>
    static abstract ulong[] PackBits(ReadOnlySpan<ulong> weights, in BinaryConvShape shape);

    /// <summary>Sums of one output row of a binary convolution: <c>K − 2 · popcount(x xor w)</c>, |sum| ≤ K ≤ 18,432.</summary>
    /// <param name="rows">Padded input from the row of the first tap, <c>[Kernel × RowWords]</c>.</param>
    /// <param name="weights">From <see cref="PackBits"/>.</param>
    /// <param name="shape">Sizes.</param>
    /// <param name="sums"><c>[Width × Stride]</c>; what stands past the last output channel is undefined.</param>
    static abstract void ConvolveBits(ReadOnlySpan<ulong> rows, ReadOnlySpan<ulong> weights, in BinaryConvShape shape, Span<short> sums);

    /// <summary>Signs: <c>bit_c = (x_c &lt; t_c) xor flip_c</c>, 1 = −1, padding bits 0.</summary>
    /// <param name="values"><c>[pixels × stride]</c>, of which the last pixel may end after its last channel.</param>
    /// <param name="stride">Values between two pixels, at least the channels.</param>
    /// <param name="thresholds"><c>[channels]</c>.</param>
    /// <param name="flips"><c>[words]</c>, packed; padding bits 0.</param>
    /// <param name="bits"><c>[pixels × words]</c>; its length gives the pixels.</param>
    static abstract void Binarize(
        ReadOnlySpan<short> values, int stride, ReadOnlySpan<short> thresholds, ReadOnlySpan<ulong> flips, Span<ulong> bits);
}
