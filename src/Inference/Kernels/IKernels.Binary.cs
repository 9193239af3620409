namespace Inference.Kernels;

/// <content>Binary convolution and signs.</content>
public partial interface IKernels
{
    /// <summary>Output rows that this set likes to compute together; any smaller number will do.</summary>
    /// <param name="shape">Sizes.</param>
    /// <returns>At least 1.</returns>
    static abstract int BandRows(in BinaryConvShape shape);

    /// <summary>Words of one input row as this set reads it, with what stands for the border left and right.</summary>
    /// <param name="shape">Sizes.</param>
    /// <returns>At least 1.</returns>
    static abstract int ArrangedWords(in BinaryConvShape shape);

    /// <summary>Orders one input row as this set reads it. Memory of zeros is a row of +1.</summary>
    /// <param name="row"><c>[Width × Words]</c>, bit 1 = −1, padding bits 0.</param>
    /// <param name="shape">Sizes.</param>
    /// <param name="arranged"><see cref="ArrangedWords"/>, 0 before the first call; the border is not written.</param>
    static abstract void ArrangeBits(ReadOnlySpan<ulong> row, in BinaryConvShape shape, Span<ulong> arranged);

    /// <summary>Orders binary weights as this set reads them, once at load.</summary>
    /// <param name="weights"><c>[OutputChannels][Kernel y][Kernel x][Words]</c>, bit 1 = −1.</param>
    /// <param name="shape">Sizes; of the width only whether it is 1 matters.</param>
    /// <returns>Weights for <c>ConvolveBits</c> of the same set.</returns>
    static abstract AlignedBuffer<ulong> PackBits(ReadOnlySpan<ulong> weights, in BinaryConvShape shape);

    /// <summary>Sums of output rows of a binary convolution: <c>K − 2 · popcount(x xor w)</c>, |sum| ≤ K.</summary>
    /// <param name="rows">Arranged input from the row of the first tap: output rows + Kernel − 1 of <see cref="ArrangedWords"/>.</param>
    /// <param name="weights">From <see cref="PackBits"/>.</param>
    /// <param name="shape">Sizes.</param>
    /// <param name="sums">
    /// <c>[output rows × RowSums]</c>, <c>[Width × Stride]</c> a row; its length gives the rows; what stands past the last pixel or
    /// channel is undefined.
    /// </param>
    static abstract void ConvolveBits(ReadOnlySpan<ulong> rows, ReadOnlySpan<ulong> weights, in BinaryConvShape shape, Span<short> sums);

    /// <summary>Bits of output rows of a binary convolution: <c>bit_n = (sum_n &lt; t_n) xor flip_n</c>, padding bits 0.</summary>
    /// <param name="rows">As above.</param>
    /// <param name="weights">As above.</param>
    /// <param name="shape">Sizes.</param>
    /// <param name="thresholds">Prepared for this shape.</param>
    /// <param name="scratch"><c>[output rows × RowSums]</c>, undefined afterwards; its length gives the rows.</param>
    /// <param name="bits"><c>[output rows × Width × words]</c>.</param>
    static abstract void ConvolveBits(
        ReadOnlySpan<ulong> rows,
        ReadOnlySpan<ulong> weights,
        in BinaryConvShape shape,
        BitThresholds thresholds,
        Span<short> scratch,
        Span<ulong> bits);

    /// <summary>Signs: <c>bit_c = (x_c &lt; t_c) xor flip_c</c>, 1 = −1, padding bits 0.</summary>
    /// <param name="values"><c>[pixels × stride]</c>, of which the last pixel may end after its last channel.</param>
    /// <param name="stride">Values between two pixels, at least the channels.</param>
    /// <param name="thresholds"><c>[channels]</c>.</param>
    /// <param name="flips"><c>[words]</c>, packed; padding bits 0.</param>
    /// <param name="bits"><c>[pixels × words]</c>; its length gives the pixels.</param>
    static abstract void Binarize(
        ReadOnlySpan<short> values, int stride, ReadOnlySpan<short> thresholds, ReadOnlySpan<ulong> flips, Span<ulong> bits);
}
