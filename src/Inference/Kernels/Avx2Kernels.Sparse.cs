using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Inference.Kernels;

/// <content>Convolution of bytes by stored blocks of weights.</content>
public readonly unsafe partial struct Avx2Kernels
{
    /// <inheritdoc/>
    public static void ConvolveByteBlocks(ReadOnlySpan<short> padded, in ByteBlockRows rows, in PlanarShape shape, Span<int> sums) =>
        ByteTiles.Convolve<Avx2ByteTile>(padded, rows, shape, sums);

    /// <inheritdoc/>
    public static void MultiplyByteBlocks(ReadOnlySpan<short> values, in ByteBlockRows rows, Span<int> sums)
    {
        int block = rows.Block;
        fixed (short* x = values, weights = rows.Weights)
        fixed (int* offsets = rows.Offsets, target = sums)
        {
            for (int row = 0; row < rows.Starts.Length - 1; row++)
            {
                short* w = weights + (long)rows.Starts[row] * block * 2;
                int* offset = offsets + rows.Starts[row] * 2;
                int* end = offsets + rows.Starts[row + 1] * 2;
                if (block == 16)
                    MultiplyBytes16(x, w, offset, end, target + row * 16);
                else if (block == 8)
                    MultiplyBytes8(x, w, offset, end, target + row * 8);
                else
                    MultiplyBytes4(x, w, offset, end, target + row * 4);
            }
        }
    }

    private static void MultiplyBytes16(short* x, short* w, int* offset, int* end, int* sums)
    {
        Vector256<int> low = default, high = default;
        for (; offset < end; offset += 2, w += 32)
        {
            Vector256<short> pair = Pair(x + offset[0], x + offset[1]);
            low += Avx2.MultiplyAddAdjacent(pair, Vector256.Load(w));
            high += Avx2.MultiplyAddAdjacent(pair, Vector256.Load(w + 16));
        }

        low.Store(sums);
        high.Store(sums + 8);
    }

    private static void MultiplyBytes8(short* x, short* w, int* offset, int* end, int* sums)
    {
        Vector256<int> all = default;
        for (; offset < end; offset += 2, w += 16)
            all += Avx2.MultiplyAddAdjacent(Pair(x + offset[0], x + offset[1]), Vector256.Load(w));
        all.Store(sums);
    }

    private static void MultiplyBytes4(short* x, short* w, int* offset, int* end, int* sums)
    {
        Vector128<int> all = default;
        for (; offset < end; offset += 2, w += 8)
            all += Sse2.MultiplyAddAdjacent(Pair(x + offset[0], x + offset[1]).GetLower(), Vector128.Load(w));
        all.Store(sums);
    }

    /// <summary>Two numbers in turn.</summary>
    private static Vector256<short> Pair(short* even, short* odd) =>
        Avx2.Blend(Avx2.BroadcastScalarToVector256(even), Avx2.BroadcastScalarToVector256(odd), 0b10101010);
}
