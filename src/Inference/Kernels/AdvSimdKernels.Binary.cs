using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.Arm;

namespace Inference.Kernels;

/// <content>
/// Binary convolution by EOR and CNT: a vector holds one word of two output channels, an input word stands in both halves, and the
/// counts of 8 channels of 4 pixels are added up in 16 vectors, half of the registers.
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
    public static int ArrangedWords(in BinaryConvShape shape) => shape.Words * Plane(shape);

    /// <summary>A plane for each word: <c>[Words][pixels]</c>, so that four pixels are four neighbours.</summary>
    /// <inheritdoc/>
    public static void ArrangeBits(ReadOnlySpan<ulong> row, in BinaryConvShape shape, Span<ulong> arranged)
    {
        int plane = Plane(shape);
        for (int word = 0; word < shape.Words; word++)
        {
            Span<ulong> target = arranged.Slice(word * plane + shape.Kernel / 2, shape.Width);
            for (int x = 0; x < target.Length; x++)
                target[x] = row[x * shape.Words + word];
        }
    }

    /// <summary>Words of 8 output channels side by side: <c>[block of 8][ky][word][kx][8 channels]</c>.</summary>
    /// <inheritdoc/>
    public static AlignedBuffer<ulong> PackBits(ReadOnlySpan<ulong> weights, in BinaryConvShape shape)
    {
        AlignedBuffer<ulong> packed = new(shape.Stride * shape.WeightWords);
        for (int index = 0; index < shape.OutputChannels * shape.WeightWords; index++)
        {
            (int n, int within) = Math.DivRem(index, shape.WeightWords);
            (int tap, int word) = Math.DivRem(within, shape.Words);
            int step = (tap / shape.Kernel * shape.Words + word) * shape.Kernel + tap % shape.Kernel;
            packed.Span[(n / Lanes * shape.WeightWords + step) * Lanes + n % Lanes] = weights[index];
        }

        return packed;
    }

    /// <inheritdoc/>
    public static void ConvolveBits(ReadOnlySpan<ulong> rows, ReadOnlySpan<ulong> weights, in BinaryConvShape shape, Span<short> sums)
    {
        Count<ByteCounts>(rows, weights, shape, sums);
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
        Count<ByteCounts>(rows, weights, shape, scratch);
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
        int words = thresholds.Flips.Length, width = shape.Width, stride = shape.Stride, rowSums = shape.RowSums;
        fixed (short* all = counts, limits = thresholds.Limits)
        fixed (ulong* flips = thresholds.Flips, target = bits)
        {
            ulong* at = target;
            for (short* row = all, end = all + counts.Length; row < end; row += rowSums)
            {
                for (short* pixel = row, last = row + width * stride; pixel < last; pixel += stride)
                {
                    for (int word = 0; word < words; word++, at++)
                    {
                        int first = word * 64;
                        ulong passing = Passing(pixel + first, limits + first);
                        if (first + 32 < stride)
                            passing |= (ulong)Passing(pixel + first + 32, limits + first + 32) << 32;
                        *at = passing ^ flips[word];
                    }
                }
            }
        }
    }

    /// <summary>Adds pairs of neighbours until each group of 8 bytes that hold one bit each is one byte.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static uint Passing(short* counts, short* limits)
    {
        Vector128<byte> places = Vector128.Create(0x8040201008040201).AsByte();
        Vector128<byte> first = Passing(counts, counts + 8, limits) & places;
        Vector128<byte> second = Passing(counts + 16, counts + 24, limits + 16) & places;
        Vector128<byte> pairs = AdvSimd.Arm64.AddPairwise(first, second);
        pairs = AdvSimd.Arm64.AddPairwise(pairs, pairs);
        return AdvSimd.Arm64.AddPairwise(pairs, pairs).AsUInt32().ToScalar();
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<byte> Passing(short* lower, short* upper, short* limits) => AdvSimd.Arm64.UnzipEven(
        Vector128.GreaterThan(Vector128.Load(lower), Vector128.Load(limits)).AsByte(),
        Vector128.GreaterThan(Vector128.Load(upper), Vector128.Load(limits + 8)).AsByte());

    /// <summary>Differing bits, <c>[Width × Stride]</c> a row.</summary>
    internal static void Count<TCounts>(ReadOnlySpan<ulong> rows, ReadOnlySpan<ulong> weights, in BinaryConvShape shape, Span<short> counts)
        where TCounts : struct, IBitCounts
    {
        int count = counts.Length / shape.RowSums;
        int arranged = ArrangedWords(shape);
        fixed (ulong* input = rows, packed = weights)
        fixed (short* target = counts)
        {
            for (int y = 0; y < count; y++)
            {
                for (int n = 0; n < shape.OutputChannels; n += Lanes)
                {
                    ulong* block = packed + n * shape.WeightWords;
                    short* to = target + y * shape.RowSums + n;
                    if (shape.IsDense)
                        CountDense<TCounts>(input, block, shape.Words, to);
                    else
                        Count4<TCounts>(input + y * arranged, block, shape, to);
                }
            }
        }
    }

    /// <summary>Words of a plane: whole fours of pixels and the border; of one pixel one word, so that its words are neighbours.</summary>
    private static int Plane(in BinaryConvShape shape) => shape.IsDense ? 1 : (shape.Width + 3) / 4 * 4 + shape.Kernel - 1;

    /// <summary>8 output channels of a row, 4 pixels at a time; those past the last are counted and not stored.</summary>
    /// <remarks>
    /// LD1 and LD4R of four registers would save 6 of 60 instructions, but the compiler of .NET 10.0 loses the registers that follow v31.
    /// </remarks>
    private static void Count4<TCounts>(ulong* row, ulong* weights, in BinaryConvShape shape, short* counts)
        where TCounts : struct, IBitCounts
    {
        int kernel = shape.Kernel, plane = Plane(shape), stride = shape.Stride, planes = kernel * shape.Words;
        Vector128<byte> ones = Vector128.Create((byte)1);
        for (int pixels = shape.Width; pixels > 0; pixels -= 4, row += 4, counts += 4 * stride)
        {
            TCounts sum0 = default, sum1 = default, sum2 = default, sum3 = default;
            Vector128<ushort> total0 = default, total1 = default, total2 = default, total3 = default;
            int room = TCounts.MostWords;
            ulong* from = row, weight = weights;
            for (int word = 0; word < planes; word++, from += plane)
            {
                if (TCounts.MostWords < int.MaxValue && room < kernel)
                {
                    room = TCounts.MostWords;
                    total0 += sum0.Take();
                    total1 += sum1.Take();
                    total2 += sum2.Take();
                    total3 += sum3.Take();
                }

                // Kernel rows follow each other as the words of a pixel do: planes of the arranged rows.
                room -= kernel;
                for (ulong* at = from, end = from + kernel; at < end; at++, weight += Lanes)
                {
                    (Vector128<ulong> a, Vector128<ulong> b) = AdvSimd.Arm64.LoadPairVector128(weight);
                    (Vector128<ulong> c, Vector128<ulong> d) = AdvSimd.Arm64.LoadPairVector128(weight + 4);
                    (Vector128<ulong> left, Vector128<ulong> right) = AdvSimd.Arm64.LoadPairVector128(at);
                    Vector128<ulong> bits = AdvSimd.Arm64.DuplicateSelectedScalarToVector128(left, 0);
                    sum0.Add(a ^ bits, b ^ bits, c ^ bits, d ^ bits, ones);
                    bits = AdvSimd.Arm64.DuplicateSelectedScalarToVector128(left, 1);
                    sum1.Add(a ^ bits, b ^ bits, c ^ bits, d ^ bits, ones);
                    bits = AdvSimd.Arm64.DuplicateSelectedScalarToVector128(right, 0);
                    sum2.Add(a ^ bits, b ^ bits, c ^ bits, d ^ bits, ones);
                    bits = AdvSimd.Arm64.DuplicateSelectedScalarToVector128(right, 1);
                    sum3.Add(a ^ bits, b ^ bits, c ^ bits, d ^ bits, ones);
                }
            }

            (total0 + sum0.Take()).AsInt16().Store(counts);
            if (pixels > 1)
                (total1 + sum1.Take()).AsInt16().Store(counts + stride);
            if (pixels > 2)
                (total2 + sum2.Take()).AsInt16().Store(counts + 2 * stride);
            if (pixels > 3)
                (total3 + sum3.Take()).AsInt16().Store(counts + 3 * stride);
        }
    }

    /// <summary>8 output channels of a dense layer, two input words at a time.</summary>
    private static void CountDense<TCounts>(ulong* input, ulong* weights, int words, short* counts)
        where TCounts : struct, IBitCounts
    {
        TCounts sum0 = default, sum1 = default;
        Vector128<ushort> total = default;
        Vector128<byte> ones = Vector128.Create((byte)1);
        int room = TCounts.MostWords, word = 0;
        for (; word + 2 <= words; word += 2, weights += 2 * Lanes)
        {
            if (TCounts.MostWords < int.MaxValue && --room == 0)
            {
                room = TCounts.MostWords;
                total += sum0.Take() + sum1.Take();
            }

            Vector128<ulong> both = Vector128.Load(input + word);
            AddWord(ref sum0, weights, AdvSimd.Arm64.DuplicateSelectedScalarToVector128(both, 0), ones);
            AddWord(ref sum1, weights + Lanes, AdvSimd.Arm64.DuplicateSelectedScalarToVector128(both, 1), ones);
        }

        total += sum0.Take() + sum1.Take();
        if (word < words)
            AddWord(ref sum0, weights, AdvSimd.Arm64.LoadAndReplicateToVector128(input + word), ones);
        (total + sum0.Take()).AsInt16().Store(counts);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void AddWord<TCounts>(ref TCounts sum, ulong* weights, Vector128<ulong> bits, Vector128<byte> ones)
        where TCounts : struct, IBitCounts
    {
        (Vector128<ulong> a, Vector128<ulong> b) = AdvSimd.Arm64.LoadPairVector128(weights);
        (Vector128<ulong> c, Vector128<ulong> d) = AdvSimd.Arm64.LoadPairVector128(weights + 4);
        sum.Add(a ^ bits, b ^ bits, c ^ bits, d ^ bits, ones);
    }
}
