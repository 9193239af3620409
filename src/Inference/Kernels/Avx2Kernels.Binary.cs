using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Inference.Kernels;

/// <content>
/// Binary convolution without xor or popcount: a table of 16 counts, chosen by input bits, is indexed (vpshufb) by the weight nibbles
/// of 32 output channels, a byte lane each, so nothing is added across lanes. See <see cref="LookUpLayout"/>.
/// </content>
public readonly unsafe partial struct Avx2Kernels
{
    /// <summary>Output channels of a vector.</summary>
    private const int Lanes = 32;

    /// <summary>Output channels computed together at most: the table of a step is loaded once for four vectors.</summary>
    private const int Block = 4 * Lanes;

    /// <summary>Pairs of pixels of a band: enough that a set of weights serves many, few enough that their counts stay near.</summary>
    private const int BandPairs = 128;

    /// <summary>
    /// <c>[256 × 16]</c>: for nibbles a (low) and b (high) of two pixels and a weight nibble w, popcount(a xor w) in the low nibble
    /// and popcount(b xor w) in the high one.
    /// </summary>
    private static readonly AlignedBuffer<byte> PairCounts = BuildPairCounts();

    /// <inheritdoc/>
    public static int BandRows(in BinaryConvShape shape) => Math.Max(1, BandPairs / ((shape.Width + 1) / 2));

    /// <inheritdoc/>
    public static int ArrangedWords(in BinaryConvShape shape) => new LookUpLayout(shape).RowLength / 4;

    /// <summary>
    /// <c>[block of 128, 64 or 32 channels][set of kernel rows][group][look-up][kernel row][channels]</c>, a nibble a byte, in the order
    /// in which arranged rows are read; a dense layer has two nibbles a byte. The channels of a vector lie in the lanes of
    /// <see cref="Lane"/>.
    /// </summary>
    /// <inheritdoc/>
    public static AlignedBuffer<ulong> PackBits(ReadOnlySpan<ulong> weights, in BinaryConvShape shape)
    {
        LookUpLayout layout = new(shape);
        int steps = shape.IsDense ? (layout.LookUps + 1) / 2 : layout.LookUps;
        AlignedBuffer<ulong> packed = new(shape.Stride * steps / 8);
        Span<byte> bytes = MemoryMarshal.AsBytes(packed.Span);
        for (int first = 0, width; first < shape.Stride; first += width)
        {
            width = BlockWidth(shape, first);
            for (int n = first; n < Math.Min(first + width, shape.OutputChannels); n++)
            {
                Span<byte> lane = bytes[(first * steps + (n - first) / Lanes * Lanes + Lane(n % Lanes))..];
                ReadOnlySpan<ulong> channel = weights.Slice(n * shape.WeightWords, shape.WeightWords);
                if (shape.IsDense)
                    PackDense(channel, layout, width, lane);
                else
                    Pack(channel, layout, width, lane);
            }
        }

        return packed;
    }

    /// <inheritdoc/>
    public static void ConvolveBits(ReadOnlySpan<ulong> rows, ReadOnlySpan<ulong> weights, in BinaryConvShape shape, Span<short> sums)
    {
        fixed (ulong* input = rows, packed = weights)
        fixed (short* target = sums)
        {
            int pixels = sums.Length / shape.Stride;
            for (int first = 0, width; first < shape.Stride; first += width)
            {
                width = BlockWidth(shape, first);
                Count((ushort*)input, (byte*)packed, shape, first, width, target, sums.Length / shape.RowSums);
                for (int n = first; n < first + width; n += Lanes)
                    CountsToSums(target + n, pixels, shape);
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
        int count = scratch.Length / shape.RowSums;
        int step = thresholds.Flips.Length;
        fixed (ulong* input = rows, packed = weights, words = bits, flips = thresholds.Flips)
        fixed (short* counts = scratch, limits = thresholds.Limits)
        {
            for (int first = 0, width; first < shape.Stride; first += width)
            {
                width = BlockWidth(shape, first);
                Count((ushort*)input, (byte*)packed, shape, first, width, counts, count);
            }

            for (int y = 0; y < count; y++)
            {
                for (int word = 0; word < step; word++)
                {
                    ulong* target = words + y * shape.Width * step + word;
                    CountsToBits(counts + y * shape.RowSums, shape, limits, flips[word], word * 64, target, step);
                }
            }
        }
    }

    /// <summary>Channels of the block that starts at a channel: as wide as possible.</summary>
    private static int BlockWidth(in BinaryConvShape shape, int first)
    {
        int left = shape.Stride - first;
        return left >= Block ? Block : left >= 2 * Lanes ? 2 * Lanes : Lanes;
    }

    /// <summary>
    /// The byte lane of a channel of 32. Even lanes and odd lanes become two vectors of 16-bit counts; packing those to bytes again
    /// puts the channels in order, which is the order of the bits of vpmovmskb.
    /// </summary>
    private static int Lane(int channel) => 2 * (channel / 16 * 8 + channel % 8) + channel / 8 % 2;

    /// <summary>
    /// Kernel rows counted together in a block, each for its own output row, so that also few channels make up to four vectors a table.
    /// </summary>
    private static int SetRows(int kernel, int width) => Math.Min(kernel, Block / width);

    private static void Pack(ReadOnlySpan<ulong> channel, in LookUpLayout layout, int width, Span<byte> lane)
    {
        int at = 0;
        for (int set = 0, rows; set < layout.Kernel; set += rows)
        {
            rows = Math.Min(SetRows(layout.Kernel, width), layout.Kernel - set);
            for (int group = 0; group < layout.Groups; group++)
            {
                for (int index = 0; index < layout.Run(group); index++)
                {
                    for (int ky = set; ky < set + rows; ky++, at += width)
                        lane[at] = (byte)layout.Nibble(channel, ky, group, index);
                }
            }
        }
    }

    /// <summary>Differing bits of one block of channels over a band of rows, in the order of <see cref="Settle"/>.</summary>
    private static void Count(ushort* rows, byte* weights, in BinaryConvShape shape, int first, int width, short* counts, int count)
    {
        LookUpLayout layout = new(shape);
        if (shape.IsDense)
        {
            new Span<short>(counts + first, width).Clear();
            CountDense(rows, weights + first * ((layout.LookUps + 1) / 2), layout.LookUps, width, counts + first);
            return;
        }

        weights += first * layout.LookUps;
        counts += first;
        for (int set = 0, setRows; set < layout.Kernel; set += setRows)
        {
            setRows = Math.Min(SetRows(layout.Kernel, width), layout.Kernel - set);
            for (int group = 0; group < layout.Groups; group++)
            {
                LookUpWalk walk = new(layout, group, shape, width, setRows, Lanes);
                for (int y = 0; y < count + setRows - 1; y++)
                {
                    // Input row set + y is under kernel row set + k of output row y − k, where that is in the band.
                    int from = Math.Max(0, y - count + 1);
                    int vectors = (Math.Min(setRows - 1, y) - from + 1) * (width / Lanes);
                    ushort* offsets = rows + (set + y) * layout.RowLength + layout.Start(group);
                    int fresh = set == 0 && group == 0 && from == 0 ? width / Lanes : 0;
                    Count(offsets, weights + from * width, vectors, walk, counts + (y - from) * shape.RowSums, fresh);
                }

                weights += walk.LookUps * walk.WeightStep;
            }
        }
    }

    /// <summary><c>K − 2·count</c> of 32 channels in order, in place.</summary>
    private static void CountsToSums(short* counts, int pixels, in BinaryConvShape shape)
    {
        Vector256<short> all = Vector256.Create((short)shape.Products);
        for (int pixel = 0; pixel < pixels; pixel++, counts += shape.Stride)
        {
            Vector256<short> lower = Lower(counts), upper = Upper(counts);
            (all - (lower << 1)).Store(counts);
            (all - (upper << 1)).Store(counts + 16);
        }
    }

    /// <summary>One word of bits of each pixel of a row: 1 where the count passes its limit.</summary>
    private static void CountsToBits(
        short* counts, in BinaryConvShape shape, short* limits, ulong flip, int first, ulong* target, int step)
    {
        bool both = first + Lanes < shape.Stride;
        Vector256<short> even = Lower(limits + first), odd = Upper(limits + first);
        Vector256<short> nextEven = both ? Lower(limits + first + Lanes) : even, nextOdd = both ? Upper(limits + first + Lanes) : odd;
        counts += first;
        for (int x = 0; x < shape.Width; x++, counts += shape.Stride, target += step)
        {
            ulong bits = Passing(counts, even, odd);
            if (both)
                bits |= (ulong)Passing(counts + Lanes, nextEven, nextOdd) << Lanes;
            *target = bits ^ flip;
        }
    }

    private static uint Passing(short* counts, Vector256<short> even, Vector256<short> odd)
    {
        Vector256<short> first = Vector256.GreaterThan(Vector256.Load(counts), even);
        Vector256<short> second = Vector256.GreaterThan(Vector256.Load(counts + 16), odd);
        return Avx2.PackSignedSaturate(first, second).ExtractMostSignificantBits();
    }

    /// <summary>Of 32 numbers in order those of the even lanes, see <see cref="Lane"/>; the inverse is the same.</summary>
    private static Vector256<short> Lower(short* all) => Avx2.Permute2x128(Vector256.Load(all), Vector256.Load(all + 16), 0x20);

    private static Vector256<short> Upper(short* all) => Avx2.Permute2x128(Vector256.Load(all), Vector256.Load(all + 16), 0x31);

    private static AlignedBuffer<byte> BuildPairCounts()
    {
        AlignedBuffer<byte> table = new(256 * 16);
        for (int index = 0; index < table.Length; index++)
        {
            int weight = index & 15;
            table.Span[index] = (byte)(int.PopCount(index >> 4 & 15 ^ weight) | int.PopCount(index >> 8 ^ weight) << 4);
        }

        return table;
    }

    /// <inheritdoc/>
    public static void Binarize(
        ReadOnlySpan<short> values, int stride, ReadOnlySpan<short> thresholds, ReadOnlySpan<ulong> flips, Span<ulong> bits)
    {
        int words = flips.Length;
        int channels = thresholds.Length;
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
                    for (; c + 16 <= end; c += 16)
                    {
                        Vector256<short> less = Vector256.LessThan(Vector256.Load(x + c), Vector256.Load(limits + c));
                        mask |= (ulong)less.ExtractMostSignificantBits() << (c % 64);
                    }

                    for (; c < end; c++)
                        mask |= (x[c] < limits[c] ? 1UL : 0) << (c % 64);
                    bits[start + word] = mask ^ flips[word];
                }
            }
        }
    }
}
