using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Inference.Kernels;

/// <content>
/// Binary dense layers: one pixel, so each weight is read once and memory sets the pace. Weights stay two nibbles a byte, and a table
/// holds the counts of one pixel.
/// </content>
public readonly unsafe partial struct Avx2Kernels
{
    /// <summary>Weight bytes before a lane could pass 255: 31 · 8 = 248.</summary>
    private const int BytesTogether = 31;

    /// <summary><c>[16 × 16]</c>: popcount(a xor w) for an input nibble a and a weight nibble w.</summary>
    private static readonly AlignedBuffer<byte> Counts = BuildCounts();

    /// <summary>Counts of one block of channels; offsets as of a convolution whose right neighbours are 0.</summary>
    private static void CountDense(ushort* offsets, byte* weights, int lookUps, int width, short* counts)
    {
        int bytes = (lookUps + 1) / 2;
        for (int first = 0; first < bytes; first += BytesTogether)
        {
            int last = Math.Min(first + BytesTogether, bytes);
            if (width == Block)
                CountDense4(offsets, weights, first, last, counts);
            for (int n = 0; n < width && width < Block; n += Lanes)
                CountDense1(offsets, weights + n, width, first, last, counts + n);
        }
    }

    private static void CountDense4(ushort* offsets, byte* weights, int first, int last, short* counts)
    {
        byte* tables = Counts.Pointer;
        Vector256<byte> sum0 = default, sum1 = default, sum2 = default, sum3 = default;
        for (int index = first; index < last; index++)
        {
            byte* weight = weights + index * Block;
            Vector256<byte> low = Table(tables, offsets[2 * index]), high = Table(tables, offsets[2 * index + 1]);
            sum0 += Differing(low, high, weight);
            sum1 += Differing(low, high, weight + Lanes);
            sum2 += Differing(low, high, weight + 2 * Lanes);
            sum3 += Differing(low, high, weight + 3 * Lanes);
        }

        Widen(sum0, counts);
        Widen(sum1, counts + Lanes);
        Widen(sum2, counts + 2 * Lanes);
        Widen(sum3, counts + 3 * Lanes);
    }

    private static void CountDense1(ushort* offsets, byte* weights, int step, int first, int last, short* counts)
    {
        byte* tables = Counts.Pointer;
        Vector256<byte> sum = default;
        for (int index = first; index < last; index++)
            sum += Differing(Table(tables, offsets[2 * index]), Table(tables, offsets[2 * index + 1]), weights + index * step);
        Widen(sum, counts);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<byte> Differing(Vector256<byte> low, Vector256<byte> high, byte* weight)
    {
        Vector256<byte> nibble = Vector256.Create((byte)15);
        Vector256<byte> both = Vector256.Load(weight);
        return Avx2.Shuffle(low, both & nibble) + Avx2.Shuffle(high, (both.AsUInt16() >> 4).AsByte() & nibble);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Widen(Vector256<byte> sum, short* counts)
    {
        Vector256<short> even = sum.AsInt16() & Vector256.Create((short)255), odd = (sum.AsUInt16() >> 8).AsInt16();
        (even + Vector256.Load(counts)).Store(counts);
        (odd + Vector256.Load(counts + 16)).Store(counts + 16);
    }

    private static void PackDense(ReadOnlySpan<ulong> channel, in LookUpLayout layout, int width, Span<byte> lane)
    {
        int step = 0;
        for (int group = 0; group < layout.Groups; group++)
        {
            for (int index = 0; index < layout.Run(group); index++, step++)
                lane[step / 2 * width] |= (byte)(layout.Nibble(channel, 0, group, index) << (step % 2 * 4));
        }
    }

    private static AlignedBuffer<byte> BuildCounts()
    {
        AlignedBuffer<byte> table = new(256);
        for (int index = 0; index < table.Length; index++)
            table.Span[index] = (byte)int.PopCount((index >> 4) ^ (index & 15));
        return table;
    }
}
