namespace Inference.Kernels;

/// <content>Sums over stored blocks of bytes, as <see cref="AdvSimdKernels"/>.</content>
public readonly partial struct AdvSimdDpKernels
{
    /// <inheritdoc/>
    public static void MultiplyByteBlocks(ReadOnlySpan<short> values, ReadOnlySpan<int> starts, in ByteBlockRows rows, Span<int> sums) =>
        AdvSimdKernels.MultiplyByteBlocks(values, starts, rows, sums);
}
