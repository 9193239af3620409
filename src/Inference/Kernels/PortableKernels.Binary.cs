using System.Numerics;

namespace Inference.Kernels;

/// <content>Binary convolution and signs.</content>
public readonly partial struct PortableKernels
{
    /// <inheritdoc/>
    public static int BandRows(in BinaryConvShape shape) => 1;

    /// <inheritdoc/>
    public static int ArrangedWords(in BinaryConvShape shape) => shape.RowWords;

    /// <summary>The row inside its border.</summary>
    /// <inheritdoc/>
    public static void ArrangeBits(ReadOnlySpan<ulong> row, in BinaryConvShape shape, Span<ulong> arranged) =>
        row.CopyTo(arranged[(shape.Kernel / 2 * shape.Words)..]);

    /// <inheritdoc/>
    public static AlignedBuffer<ulong> PackBits(ReadOnlySpan<ulong> weights, in BinaryConvShape shape)
    {
        AlignedBuffer<ulong> packed = new(weights.Length);
        weights.CopyTo(packed.Span);
        return packed;
    }

    /// <inheritdoc/>
    public static void ConvolveBits(ReadOnlySpan<ulong> rows, ReadOnlySpan<ulong> weights, in BinaryConvShape shape, Span<short> sums)
    {
        int count = sums.Length / shape.RowSums;
        for (int y = 0; y < count; y++)
        {
            for (int x = 0; x < shape.Width; x++)
            {
                for (int n = 0; n < shape.OutputChannels; n++)
                    sums[y * shape.RowSums + x * shape.Stride + n] = (short)Sum(rows[(y * shape.RowWords)..], weights, shape, x, n);
            }
        }
    }

    /// <inheritdoc/>
    public static void ConvolveBits(
        ReadOnlySpan<ulong> rows,
        ReadOnlySpan<ulong> weights,
        in BinaryConvShape shape,
        BitThresholds thresholds,
        Span<short> scratch,
        Span<ulong> bits)
    {
        int words = thresholds.Flips.Length;
        int count = scratch.Length / shape.RowSums;
        for (int index = 0; index < count * shape.Width * words; index++)
        {
            int first = index % words * 64;
            int last = Math.Min(first + 64, shape.OutputChannels);
            (int y, int x) = Math.DivRem(index / words, shape.Width);
            ulong word = 0;
            for (int n = first; n < last; n++)
            {
                int sum = Sum(rows[(y * shape.RowWords)..], weights, shape, x, n);
                word |= (sum < thresholds.Thresholds[n] ? 1UL : 0) << n;
            }

            bits[index] = word ^ thresholds.Flips[index % words];
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

    private static int Sum(ReadOnlySpan<ulong> rows, ReadOnlySpan<ulong> weights, in BinaryConvShape shape, int x, int n)
    {
        int differing = 0;
        for (int ky = 0; ky < shape.Kernel; ky++)
        {
            ReadOnlySpan<ulong> taps = rows.Slice(ky * shape.RowWords + x * shape.Words, shape.TapWords);
            ReadOnlySpan<ulong> row = weights.Slice(n * shape.WeightWords + ky * shape.TapWords, shape.TapWords);
            for (int word = 0; word < taps.Length; word++)
                differing += BitOperations.PopCount(taps[word] ^ row[word]);
        }

        return shape.Products - 2 * differing;
    }
}
