using System.Numerics;

namespace Inference.Kernels;

/// <summary>Plain loops: the definition that every other set is tested against.</summary>
public readonly struct PortableKernels : IKernels
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
    public static ulong[] PackBits(ReadOnlySpan<ulong> weights, in BinaryConvShape shape) => weights.ToArray();

    /// <inheritdoc/>
    public static void ConvolveBits(ReadOnlySpan<ulong> rows, ReadOnlySpan<ulong> weights, in BinaryConvShape shape, Span<short> sums)
    {
        for (int x = 0; x < shape.Width; x++)
        {
            for (int n = 0; n < shape.OutputChannels; n++)
            {
                int differing = 0;
                for (int ky = 0; ky < shape.Kernel; ky++)
                {
                    ReadOnlySpan<ulong> taps = rows.Slice(ky * shape.RowWords + x * shape.Words, shape.TapWords);
                    ReadOnlySpan<ulong> row = weights.Slice(n * shape.WeightWords + ky * shape.TapWords, shape.TapWords);
                    for (int word = 0; word < taps.Length; word++)
                        differing += BitOperations.PopCount(taps[word] ^ row[word]);
                }

                sums[x * shape.Stride + n] = (short)(shape.Products - 2 * differing);
            }
        }
    }

    /// <inheritdoc/>
    public static void Binarize(
        ReadOnlySpan<short> values, int stride, ReadOnlySpan<short> thresholds, ReadOnlySpan<ulong> flips, Span<ulong> bits)
    {
        int words = flips.Length;
        for (int index = 0; index < bits.Length; index++)
        {
            int first = index % words * 64;
            int count = Math.Min(64, thresholds.Length - first);
            ReadOnlySpan<short> pixel = values.Slice(index / words * stride + first, count);
            ulong word = 0;
            for (int c = 0; c < count; c++)
                word |= (pixel[c] < thresholds[first + c] ? 1UL : 0) << c;
            bits[index] = word ^ flips[index % words];
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
