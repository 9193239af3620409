namespace Inference.Kernels;

/// <content>Float convolution, dense and depthwise.</content>
public readonly partial struct PortableKernels
{
    /// <inheritdoc/>
    public static void ConvolveBlocks(ReadOnlySpan<float> padded, in BlockRows rows, in PlanarShape shape, Span<float> output)
    {
        for (int n = 0; n < rows.Outputs; n++)
        {
            Span<float> plane = output.Slice(n * shape.OutputPixels, shape.OutputPixels);
            for (int pixel = 0; pixel < plane.Length; pixel++)
            {
                int source = pixel / shape.OutputWidth * shape.RowPitch + pixel % shape.OutputWidth;
                plane[pixel] = Clamp(Sum(padded[source..], rows, n), rows.Lowest, rows.Highest);
            }
        }
    }

    /// <inheritdoc/>
    public static void MultiplyBlocks(ReadOnlySpan<float> input, in BlockRows rows, Span<float> output)
    {
        for (int n = 0; n < output.Length; n++)
            output[n] = Clamp(Sum(input, rows, n), rows.Lowest, rows.Highest);
    }

    /// <inheritdoc/>
    public static void ConvolvePlanes(ReadOnlySpan<float> padded, in PlaneTaps taps, in PlanarShape shape, Span<float> output)
    {
        int area = taps.Offsets.Length;
        for (int index = 0; index < output.Length; index++)
        {
            int channel = index / shape.OutputPixels;
            int pixel = index % shape.OutputPixels;
            int source = pixel / shape.OutputWidth * shape.RowPitch + pixel % shape.OutputWidth + channel * shape.ChannelPitch;
            float sum = taps.Biases[channel];
            for (int tap = 0; tap < area; tap++)
                sum = MathF.FusedMultiplyAdd(taps.Weights[channel * area + tap], padded[source + taps.Offsets[tap]], sum);
            output[index] = Clamp(sum, taps.Lowest, taps.Highest);
        }
    }

    /// <summary>From the bias one fused multiply-add a block of the row of output n.</summary>
    private static float Sum(ReadOnlySpan<float> input, in BlockRows rows, int n)
    {
        float sum = rows.Biases[n];
        for (int block = rows.Starts[n / rows.Block]; block < rows.Starts[n / rows.Block + 1]; block++)
            sum = MathF.FusedMultiplyAdd(rows.Weights[block * rows.Block + n % rows.Block], input[rows.Offsets[block]], sum);
        return sum;
    }

    private static float Clamp(float sum, float lowest, float highest) => sum < lowest ? lowest : sum > highest ? highest : sum;
}
