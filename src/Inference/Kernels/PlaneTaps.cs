namespace Inference.Kernels;

/// <summary>Weights of a float depthwise convolution.</summary>
/// <param name="Offsets"><c>[taps]</c>: where output pixel 0 of channel 0 reads each tap in the padded input, in the order ky, kx.</param>
/// <param name="Weights"><c>[Channels × taps]</c>.</param>
/// <param name="Biases"><c>[Channels]</c>.</param>
/// <param name="Lowest">What sums below it become; −∞ for any.</param>
/// <param name="Highest">What sums above it become; +∞ for any.</param>
public readonly record struct PlaneTaps(int[] Offsets, float[] Weights, float[] Biases, float Lowest, float Highest);
