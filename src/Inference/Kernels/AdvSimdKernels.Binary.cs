using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.Arm;

namespace Inference.Kernels;

/// <content>
/// Binary convolution by EOR and CNT: a vector holds one word of two output channels, an input word stands in both halves, and bytes of
/// counts are added up for 8 channels of 4 pixels, whose 16 sums fill half of the registers.
/// </content>
public readonly unsafe partial struct AdvSimdKernels
{
    /// <summary>Output channels of a block of binary weights: four vectors of two.</summary>
    private const int Lanes = 8;

    /// <summary>Words after which byte sums are widened: 31 · 8 = 248; one more could pass 255.</summary>
    private const int WordsBeforeWidening = 31;

    /// <inheritdoc/>
    public static int BandRows(in BinaryConvShape shape) => 1;

    /// <inheritdoc/>
    public static int ArrangedWords(in BinaryConvShape shape) => PortableKernels.ArrangedWords(shape);

    /// <inheritdoc/>
    public static void ArrangeBits(ReadOnlySpan<ulong> row, in BinaryConvShape shape, Span<ulong> arranged) =>
        PortableKernels.ArrangeBits(row, shape, arranged);

    /// <summary>Words of 8 output channels side by side: <c>[block of 8][tap word][8 channels]</c>.</summary>
    /// <inheritdoc/>
    public static AlignedBuffer<ulong> PackBits(ReadOnlySpan<ulong> weights, in BinaryConvShape shape)
    {
        AlignedBuffer<ulong> packed = new(shape.Stride * shape.WeightWords);
        for (int n = 0; n < shape.OutputChannels; n++)
        {
            for (int word = 0; word < shape.WeightWords; word++)
                packed.Span[(n / Lanes * shape.WeightWords + word) * Lanes + n % Lanes] = weights[n * shape.WeightWords + word];
        }

        return packed;
    }

    /// <inheritdoc/>
    public static void ConvolveBits(ReadOnlySpan<ulong> rows, ReadOnlySpan<ulong> weights, in BinaryConvShape shape, Span<short> sums)
    {
        Count(rows, weights, shape, sums);
        CountsToSums(sums, shape.Products);
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
        Count(rows, weights, shape, scratch);
        CountsToBits(scratch, shape, thresholds, bits);
    }

    /// <inheritdoc/>
    public static void Binarize(
        ReadOnlySpan<short> values, int stride, ReadOnlySpan<short> thresholds, ReadOnlySpan<ulong> flips, Span<ulong> bits)
    {
        int words = flips.Length;
        int channels = thresholds.Length;
        Vector128<ushort> places = Vector128.Create((ushort)1, 2, 4, 8, 16, 32, 64, 128);
        fixed (short* input = values, limits = thresholds)
        {
            for (int start = 0, pixel = 0; start < bits.Length; start += words, pixel++)
            {
                short* x = input + (long)pixel * stride;
                for (int word = 0; word < words; word++)
                {
                    int end = Math.Min(channels, word * 64 + 64);
                    int c = word * 64;
                    ulong mask = 0;
                    for (; c + 8 <= end; c += 8)
                    {
                        Vector128<ushort> less = Vector128.LessThan(Vector128.Load(x + c), Vector128.Load(limits + c)).AsUInt16();
                        mask |= (ulong)AdvSimd.Arm64.AddAcross(less & places).ToScalar() << (c % 64);
                    }

                    for (; c < end; c++)
                        mask |= (x[c] < limits[c] ? 1UL : 0) << (c % 64);
                    bits[start + word] = mask ^ flips[word];
                }
            }
        }
    }

    /// <summary><c>K − 2·count</c>, in place.</summary>
    internal static void CountsToSums(Span<short> counts, int products)
    {
        Vector128<short> all = Vector128.Create((short)products);
        fixed (short* at = counts)
        {
            // The sums of a pixel fill whole vectors.
            for (int index = 0; index < counts.Length; index += 8)
                (all - (Vector128.Load(at + index) << 1)).Store(at + index);
        }
    }

    /// <summary>The bits of a band: 1 where the count passes its limit.</summary>
    internal static void CountsToBits(ReadOnlySpan<short> counts, in BinaryConvShape shape, BitThresholds thresholds, Span<ulong> bits)
    {
        int words = thresholds.Flips.Length;
        int rows = counts.Length / shape.RowSums;
        fixed (short* all = counts, limits = thresholds.Limits)
        fixed (ulong* flips = thresholds.Flips, target = bits)
        {
            ulong* at = target;
            for (int pixel = 0; pixel < rows * shape.Width; pixel++)
            {
                short* from = all + pixel / shape.Width * shape.RowSums + pixel % shape.Width * shape.Stride;
                for (int word = 0; word < words; word++, at++)
                {
                    int first = word * 64;
                    ulong low = Passing(from + first, limits + first);
                    ulong high = first + 32 < shape.Stride ? Passing(from + first + 32, limits + first + 32) : 0;
                    *at = (low | high << 32) ^ flips[word];
                }
            }
        }
    }

    /// <summary>Adds pairs of neighbours until each group of 8 bytes that hold one bit each is one byte.</summary>
    private static uint Passing(short* counts, short* limits)
    {
        Vector128<byte> places = Vector128.Create(0x8040201008040201).AsByte();
        Vector128<byte> first = Passing(counts, counts + 8, limits) & places;
        Vector128<byte> second = Passing(counts + 16, counts + 24, limits + 16) & places;
        Vector128<byte> pairs = AdvSimd.Arm64.AddPairwise(first, second);
        pairs = AdvSimd.Arm64.AddPairwise(pairs, pairs);
        return AdvSimd.Arm64.AddPairwise(pairs, pairs).AsUInt32().ToScalar();
    }

    private static Vector128<byte> Passing(short* lower, short* upper, short* limits) => AdvSimd.Arm64.UnzipEven(
        Vector128.GreaterThan(Vector128.Load(lower), Vector128.Load(limits)).AsByte(),
        Vector128.GreaterThan(Vector128.Load(upper), Vector128.Load(limits + 8)).AsByte());

    /// <summary>Differing bits, <c>[Width × Stride]</c> a row.</summary>
    private static void Count(ReadOnlySpan<ulong> rows, ReadOnlySpan<ulong> weights, in BinaryConvShape shape, Span<short> counts)
    {
        int count = counts.Length / shape.RowSums;
        fixed (ulong* input = rows, packed = weights)
        fixed (short* target = counts)
        {
            for (int y = 0; y < count; y++)
            {
                ulong* row = input + y * shape.RowWords;
                for (int n = 0; n < shape.OutputChannels; n += Lanes)
                {
                    ulong* block = packed + n * shape.WeightWords;
                    short* to = target + y * shape.RowSums + n;
                    int x = 0;
                    for (; x + 2 < shape.Width; x += 4)
                        Count4(row, block, shape, x, to);
                    for (; x < shape.Width; x++)
                        Count1(row, block, shape, x, to);
                }
            }
        }
    }

    /// <summary>8 output channels of 4 pixels; a pixel past the last is the last again.</summary>
    private static void Count4(ulong* rows, ulong* weights, in BinaryConvShape shape, int x, short* counts)
    {
        int x3 = Math.Min(x + 3, shape.Width - 1);
        int words = shape.Words, tapWords = shape.TapWords, stride = shape.Stride;
        ulong* row0 = rows + x * words, row1 = row0 + words, row2 = row1 + words, row3 = rows + x3 * words;
        Eight sum0 = default, sum1 = default, sum2 = default, sum3 = default;
        Vector128<ushort> total0 = default, total1 = default, total2 = default, total3 = default;
        int pending = 0;
        for (int ky = 0; ky < shape.Kernel; ky++)
        {
            for (int word = 0; word < tapWords; word++, weights += Lanes)
            {
                (Vector128<ulong> a, Vector128<ulong> b) = AdvSimd.Arm64.LoadPairVector128(weights);
                (Vector128<ulong> c, Vector128<ulong> d) = AdvSimd.Arm64.LoadPairVector128(weights + 4);
                sum0.Add(a, b, c, d, AdvSimd.Arm64.LoadAndReplicateToVector128(row0 + word));
                sum1.Add(a, b, c, d, AdvSimd.Arm64.LoadAndReplicateToVector128(row1 + word));
                sum2.Add(a, b, c, d, AdvSimd.Arm64.LoadAndReplicateToVector128(row2 + word));
                sum3.Add(a, b, c, d, AdvSimd.Arm64.LoadAndReplicateToVector128(row3 + word));
                if (++pending == WordsBeforeWidening)
                {
                    pending = 0;
                    total0 += sum0.Gather();
                    total1 += sum1.Gather();
                    total2 += sum2.Gather();
                    total3 += sum3.Gather();
                    sum0 = sum1 = sum2 = sum3 = default;
                }
            }

            row0 += shape.RowWords;
            row1 += shape.RowWords;
            row2 += shape.RowWords;
            row3 += shape.RowWords;
        }

        (total0 + sum0.Gather()).AsInt16().Store(counts + x * stride);
        (total1 + sum1.Gather()).AsInt16().Store(counts + (x + 1) * stride);
        (total2 + sum2.Gather()).AsInt16().Store(counts + (x + 2) * stride);
        (total3 + sum3.Gather()).AsInt16().Store(counts + x3 * stride);
    }

    /// <summary>8 output channels of one pixel: what is left of a row, and dense layers.</summary>
    private static void Count1(ulong* rows, ulong* weights, in BinaryConvShape shape, int x, short* counts)
    {
        ulong* row = rows + x * shape.Words;
        Eight sum = default;
        Vector128<ushort> total = default;
        int pending = 0;
        for (int ky = 0; ky < shape.Kernel; ky++, row += shape.RowWords)
        {
            for (int word = 0; word < shape.TapWords; word++, weights += Lanes)
            {
                (Vector128<ulong> a, Vector128<ulong> b) = AdvSimd.Arm64.LoadPairVector128(weights);
                (Vector128<ulong> c, Vector128<ulong> d) = AdvSimd.Arm64.LoadPairVector128(weights + 4);
                sum.Add(a, b, c, d, AdvSimd.Arm64.LoadAndReplicateToVector128(row + word));
                if (++pending == WordsBeforeWidening)
                {
                    pending = 0;
                    total += sum.Gather();
                    sum = default;
                }
            }
        }

        (total + sum.Gather()).AsInt16().Store(counts + x * shape.Stride);
    }

    /// <summary>Counts of 8 output channels of one pixel: two a vector, 8 bytes each.</summary>
    private struct Eight
    {
        private Vector128<byte> _a;
        private Vector128<byte> _b;
        private Vector128<byte> _c;
        private Vector128<byte> _d;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public void Add(Vector128<ulong> a, Vector128<ulong> b, Vector128<ulong> c, Vector128<ulong> d, Vector128<ulong> bits)
        {
            _a += AdvSimd.PopCount((bits ^ a).AsByte());
            _b += AdvSimd.PopCount((bits ^ b).AsByte());
            _c += AdvSimd.PopCount((bits ^ c).AsByte());
            _d += AdvSimd.PopCount((bits ^ d).AsByte());
        }

        /// <summary>To one 16-bit count a channel, in order.</summary>
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public readonly Vector128<ushort> Gather()
        {
            Vector128<ushort> first = AdvSimd.Arm64.AddPairwise(AdvSimd.AddPairwiseWidening(_a), AdvSimd.AddPairwiseWidening(_b));
            Vector128<ushort> second = AdvSimd.Arm64.AddPairwise(AdvSimd.AddPairwiseWidening(_c), AdvSimd.AddPairwiseWidening(_d));
            return AdvSimd.Arm64.AddPairwise(first, second);
        }
    }
}
