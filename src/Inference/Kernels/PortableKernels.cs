namespace Inference.Kernels;

/// <summary>Plain loops: the definition that every other set is tested against.</summary>
public readonly partial struct PortableKernels : IKernels
{
    /// <inheritdoc/>
    public static string Name => "portable";

    /// <inheritdoc/>
    public static bool IsSupported => true;

    /// <inheritdoc/>
    public static void ConvolveBytes(
        ReadOnlySpan<short> rows, ReadOnlySpan<short> weights, in ByteConvShape shape, in OutputTransform transform, Span<short> output)
    {
        for (int x = 0; x < shape.Width; x++)
        {
            for (int n = 0; n < shape.OutputChannels; n++)
            {
                int sum = 0;
                for (int ky = 0; ky < shape.Kernel; ky++)
                {
                    ReadOnlySpan<short> taps = rows.Slice(ky * shape.RowLength + x * shape.Stride * shape.InputChannels, shape.Pairs * 2);
                    int row = (n / ByteConvShape.Block * shape.Kernel + ky) * shape.Pairs;
                    for (int tap = 0; tap < taps.Length; tap++)
                        sum += taps[tap] * weights[((row + tap / 2) * ByteConvShape.Block + n % ByteConvShape.Block) * 2 + tap % 2];
                }

                output[x * shape.OutputChannels + n] = Scale(sum, n, transform);
            }
        }
    }

    /// <inheritdoc/>
    public static void AddResidual(
        ReadOnlySpan<short> sums, ReadOnlySpan<short> shortcut, in BinaryConvShape shape, in OutputTransform transform, Span<short> output)
    {
        for (int x = 0; x < shape.Width; x++)
        {
            for (int n = 0; n < shape.OutputChannels; n++)
            {
                short inner = Scale(sums[x * shape.Stride + n], n, transform);
                output[x * shape.OutputChannels + n] = Saturate(shortcut[x * shape.InputChannels + n % shape.InputChannels] + inner);
            }
        }
    }

    /// <inheritdoc/>
    public static void PoolMaximum(ReadOnlySpan<short> top, ReadOnlySpan<short> bottom, int channels, Span<short> output)
    {
        for (int index = 0; index < output.Length; index++)
        {
            int left = index + index / channels * channels;
            output[index] = Math.Max(Math.Max(top[left], top[left + channels]), Math.Max(bottom[left], bottom[left + channels]));
        }
    }

    /// <inheritdoc/>
    public static void PoolAverage(ReadOnlySpan<short> top, ReadOnlySpan<short> bottom, int channels, Span<short> output)
    {
        for (int index = 0; index < output.Length; index++)
        {
            int left = index + index / channels * channels;
            output[index] = (short)((top[left] + top[left + channels] + bottom[left] + bottom[left + channels] + 2) >> 2);
        }
    }

    /// <inheritdoc/>
    public static void AddRectified(ReadOnlySpan<short> pixels, ReadOnlySpan<short> offsets, Span<int> sums)
    {
        for (int index = 0; index < pixels.Length; index++)
            sums[index % offsets.Length] += Math.Max(pixels[index] - offsets[index % offsets.Length], 0);
    }

    /// <inheritdoc/>
    public static long Dot(ReadOnlySpan<short> weights, ReadOnlySpan<short> features)
    {
        long sum = 0;
        for (int index = 0; index < weights.Length; index++)
            sum += weights[index] * features[index];
        return sum;
    }

    /// <summary><c>sat16((sum · m_n + b_n) &gt;&gt; shift)</c>.</summary>
    internal static short Scale(int sum, int n, in OutputTransform transform) =>
        Saturate((sum * transform.Multipliers[n] + transform.Biases[n]) >> transform.Shift);

    /// <summary>Clamps to 16 bits.</summary>
    internal static short Saturate(int value) => (short)Math.Clamp(value, short.MinValue, short.MaxValue);
}
