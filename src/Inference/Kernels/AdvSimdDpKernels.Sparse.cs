namespace Inference.Kernels;

/// <content>Sums over stored blocks of bytes, as <see cref="AdvSimdKernels"/>.</content>
public readonly partial struct AdvSimdDpKernels
{
    /// <inheritdoc/>
    public static void ConvolveByteBlocks(ReadOnlySpan<short> padded, in ByteBlockRows rows, in PlanarShape shape, Span<int> sums) =>
        AdvSimdKernels.ConvolveByteBlocks(padded, rows, shape, sums);

    /// <inheritdoc/>
    public static void MultiplyByteBlocks(ReadOnlySpan<short> values, in ByteBlockRows rows, Span<int> sums) =>
        AdvSimdKernels.MultiplyByteBlocks(values, rows, sums);
}
