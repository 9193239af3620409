using System.Numerics;

namespace Inference.Kernels;

/// <content>Binary convolution and signs.</content>
public readonly partial struct PortableKernels
{
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
}
