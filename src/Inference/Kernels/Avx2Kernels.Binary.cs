using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Inference.Kernels;

/// <content>Binary convolution and signs.</content>
public readonly unsafe partial struct Avx2Kernels
{
    /// <summary>Output channels of a block of binary weights: one a byte lane.</summary>
    private const int Lanes = 32;

    /// <summary>Words after which byte sums are widened: 3 words of 8 bytes add up to 192; a fourth could pass 255.</summary>
    private const int WordsBeforeWidening = 3;

    /// <summary><c>[16 × 16]</c>: popcount(a xor w) for an activation nibble a and a weight nibble w.</summary>
    private static readonly byte[] Differences = BuildDifferences();

    /// <summary>
    /// Byte j of a weight word of 32 output channels side by side: <c>[block of 32][tap word][8 bytes][32 channels]</c>. Four activation
    /// bits choose a 16-byte table, the weight nibbles index it (vpshufb), and each byte lane sums for its own channel, so nothing is added
    /// across lanes.
    /// </summary>
    /// <inheritdoc/>
    public static ulong[] PackBits(ReadOnlySpan<ulong> weights, in BinaryConvShape shape)
    {
        ulong[] packed = new ulong[shape.Stride * shape.WeightWords];
        Span<byte> bytes = System.Runtime.InteropServices.MemoryMarshal.AsBytes(packed.AsSpan());
        for (int n = 0; n < shape.OutputChannels; n++)
        {
            for (int word = 0; word < shape.WeightWords; word++)
            {
                int start = (n / Lanes * shape.WeightWords + word) * 8 * Lanes + n % Lanes;
                for (int j = 0; j < 8; j++)
                    bytes[start + j * Lanes] = (byte)(weights[n * shape.WeightWords + word] >> (8 * j));
            }
        }

        return packed;
    }

    /// <inheritdoc/>
    public static void ConvolveBits(ReadOnlySpan<ulong> rows, ReadOnlySpan<ulong> weights, in BinaryConvShape shape, Span<short> sums)
    {
        fixed (ulong* input = rows, packed = weights)
        fixed (short* target = sums)
        fixed (byte* table = Differences)
        {
            for (int n = 0; n < shape.OutputChannels; n += Lanes)
            {
                for (int x = 0; x < shape.Width; x += Tile)
                    ConvolveBits(input, (byte*)(packed + n * shape.WeightWords), table, shape, x, target + n);
            }
        }
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

    /// <summary>32 output channels of 4 pixels; pixels past the last are the last again.</summary>
    private static void ConvolveBits(ulong* rows, byte* weights, byte* table, in BinaryConvShape shape, int x, short* sums)
    {
        int last = shape.Width - 1;
        int x1 = Math.Min(x + 1, last), x2 = Math.Min(x + 2, last), x3 = Math.Min(x + 3, last);
        ulong* row0 = rows + x * shape.Words, row1 = rows + x1 * shape.Words;
        ulong* row2 = rows + x2 * shape.Words, row3 = rows + x3 * shape.Words;
        Vector256<ushort> low0 = default, low1 = default, low2 = default, low3 = default;
        Vector256<ushort> high0 = default, high1 = default, high2 = default, high3 = default;
        Vector256<byte> sum0 = default, sum1 = default, sum2 = default, sum3 = default;
        Vector256<byte> nibble = Vector256.Create((byte)15);
        int lastBytes = (shape.InputChannels + 7) / 8 - (shape.Words - 1) * 8;
        int pending = 0;
        for (int ky = 0; ky < shape.Kernel; ky++)
        {
            long start = ky * shape.RowWords;
            for (int word = 0, left = shape.Words; word < shape.TapWords; word++)
            {
                // The padding bytes of a pixel's last word are 0 on both sides and count nothing.
                int bytes = --left == 0 ? lastBytes : 8;
                left = left == 0 ? shape.Words : left;
                ulong bits0 = row0[start + word], bits1 = row1[start + word], bits2 = row2[start + word], bits3 = row3[start + word];
                for (int j = 0; j < bytes; j++)
                {
                    Vector256<byte> both = Vector256.Load(weights + j * Lanes);
                    Vector256<byte> low = both & nibble;
                    Vector256<byte> high = (both.AsUInt16() >> 4).AsByte() & nibble;
                    sum0 += Avx2.Shuffle(Table(table, bits0 << 4), low) + Avx2.Shuffle(Table(table, bits0), high);
                    sum1 += Avx2.Shuffle(Table(table, bits1 << 4), low) + Avx2.Shuffle(Table(table, bits1), high);
                    sum2 += Avx2.Shuffle(Table(table, bits2 << 4), low) + Avx2.Shuffle(Table(table, bits2), high);
                    sum3 += Avx2.Shuffle(Table(table, bits3 << 4), low) + Avx2.Shuffle(Table(table, bits3), high);
                    bits0 >>= 8;
                    bits1 >>= 8;
                    bits2 >>= 8;
                    bits3 >>= 8;
                }

                weights += 8 * Lanes;

                if (++pending == WordsBeforeWidening)
                {
                    pending = 0;
                    Widen(ref sum0, ref low0, ref high0);
                    Widen(ref sum1, ref low1, ref high1);
                    Widen(ref sum2, ref low2, ref high2);
                    Widen(ref sum3, ref low3, ref high3);
                }
            }
        }

        Finish(sum0, low0, high0, shape.Products, sums + x * shape.Stride);
        Finish(sum1, low1, high1, shape.Products, sums + x1 * shape.Stride);
        Finish(sum2, low2, high2, shape.Products, sums + x2 * shape.Stride);
        Finish(sum3, low3, high3, shape.Products, sums + x3 * shape.Stride);
    }

    /// <summary>The table of the activation nibble in bits 4 to 7, which are its byte offset already.</summary>
    private static Vector256<byte> Table(byte* table, ulong bits) => Avx2.BroadcastVector128ToVector256(table + (bits & 0xF0));

    /// <summary>Moves byte sums into 16-bit sums: low holds channels 0–7 and 16–23, high the others.</summary>
    private static void Widen(ref Vector256<byte> sum, ref Vector256<ushort> low, ref Vector256<ushort> high)
    {
        low += Avx2.UnpackLow(sum, Vector256<byte>.Zero).AsUInt16();
        high += Avx2.UnpackHigh(sum, Vector256<byte>.Zero).AsUInt16();
        sum = Vector256<byte>.Zero;
    }

    /// <summary>Writes <c>K − 2 · differing</c> of 32 channels in order.</summary>
    private static void Finish(Vector256<byte> sum, Vector256<ushort> low, Vector256<ushort> high, int products, short* target)
    {
        Widen(ref sum, ref low, ref high);
        Vector256<short> all = Vector256.Create((short)products);
        Vector256<short> first = Avx2.Permute2x128(low, high, 0x20).AsInt16();
        Vector256<short> second = Avx2.Permute2x128(low, high, 0x31).AsInt16();
        (all - (first + first)).Store(target);
        (all - (second + second)).Store(target + 16);
    }

    private static byte[] BuildDifferences()
    {
        byte[] table = GC.AllocateArray<byte>(256, pinned: true);
        for (int index = 0; index < 256; index++)
            table[index] = (byte)int.PopCount((index >> 4) ^ (index & 15));
        return table;
    }
}
