namespace Inference.Kernels;

/// <content>Convolutions of floats, as <see cref="AdvSimdKernels"/>.</content>
public readonly partial struct AdvSimdDpKernels
{
    /// <inheritdoc/>
    public static void ConvolveBlocks(ReadOnlySpan<float> padded, in BlockRows rows, in PlanarShape shape, Span<float> output) =>
        AdvSimdKernels.ConvolveBlocks(padded, rows, shape, output);

    /// <inheritdoc/>
    public static void MultiplyBlocks(ReadOnlySpan<float> input, in BlockRows rows, Span<float> output) =>
        AdvSimdKernels.MultiplyBlocks(input, rows, output);

    /// <inheritdoc/>
    public static void ConvolvePlanes(ReadOnlySpan<float> padded, in PlaneTaps taps, in PlanarShape shape, Span<float> output) =>
        AdvSimdKernels.ConvolvePlanes(padded, taps, shape, output);
}
