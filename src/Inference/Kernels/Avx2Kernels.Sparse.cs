using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Inference.Kernels;

/// <content>Convolution of bytes by stored blocks of weights: outputs in lanes, two columns an instruction.</content>
public readonly unsafe partial struct Avx2Kernels
{
    /// <inheritdoc/>
    public static void MultiplyByteBlocks(
        ReadOnlySpan<short> values, ReadOnlySpan<int> starts, in ByteBlockRows rows, Span<int> sums)
    {
        int block = rows.Block;
        int stride = rows.Stride;
        int last = starts.Length - 1;
        short** x = stackalloc short*[4];
        int** to = stackalloc int*[4];
        fixed (short* map = values, weights = rows.Weights)
        fixed (int* offsets = rows.Offsets, target = sums)
        {
            // Windows past the last are the last again; a single one, as of a dense layer, is taken alone.
            for (int first = 0; first <= last; first += 4)
            {
                for (int k = 0; k < 4; k++)
                {
                    x[k] = map + starts[Math.Min(first + k, last)];
                    to[k] = target + Math.Min(first + k, last) * stride;
                }

                for (int row = 0; row < rows.Starts.Length - 1; row++)
                {
                    int* offset = offsets + rows.Starts[row] * 2;
                    int* end = offsets + rows.Starts[row + 1] * 2;
                    short* w = weights + (long)rows.Starts[row] * block * 2;
                    int n = row * block;
                    if (block == 4)
                        MultiplyBlocks4(x, offset, end, w, to, n);
                    else if (first == last)
                        MultiplyBlocksAlone(x[0], offset, end, w, block, to[0] + n);
                    else if (block == 8)
                        MultiplyBlocks8(x, offset, end, w, to, n);
                    else
                        MultiplyBlocks16(x, offset, end, w, to, n);
                }
            }
        }
    }

    /// <summary>One row of blocks of 16 over 4 windows.</summary>
    private static void MultiplyBlocks16(short** x, int* offset, int* end, short* w, int** to, int n)
    {
        short* x0 = x[0], x1 = x[1], x2 = x[2], x3 = x[3];
        Vector256<int> a0 = default, a1 = default, a2 = default, a3 = default, b0 = default, b1 = default, b2 = default, b3 = default;
        for (; offset < end; offset += 2, w += 32)
        {
            nint i = offset[0], j = offset[1];
            Vector256<short> low = Vector256.Load(w), high = Vector256.Load(w + 16);
            Vector256<short> pair = Pair(x0 + i, x0 + j);
            a0 += Avx2.MultiplyAddAdjacent(low, pair);
            b0 += Avx2.MultiplyAddAdjacent(high, pair);
            pair = Pair(x1 + i, x1 + j);
            a1 += Avx2.MultiplyAddAdjacent(low, pair);
            b1 += Avx2.MultiplyAddAdjacent(high, pair);
            pair = Pair(x2 + i, x2 + j);
            a2 += Avx2.MultiplyAddAdjacent(low, pair);
            b2 += Avx2.MultiplyAddAdjacent(high, pair);
            pair = Pair(x3 + i, x3 + j);
            a3 += Avx2.MultiplyAddAdjacent(low, pair);
            b3 += Avx2.MultiplyAddAdjacent(high, pair);
        }

        a0.Store(to[0] + n);
        b0.Store(to[0] + n + 8);
        a1.Store(to[1] + n);
        b1.Store(to[1] + n + 8);
        a2.Store(to[2] + n);
        b2.Store(to[2] + n + 8);
        a3.Store(to[3] + n);
        b3.Store(to[3] + n + 8);
    }

    /// <summary>One row of blocks of 8 over 4 windows.</summary>
    private static void MultiplyBlocks8(short** x, int* offset, int* end, short* w, int** to, int n)
    {
        short* x0 = x[0], x1 = x[1], x2 = x[2], x3 = x[3];
        Vector256<int> a0 = default, a1 = default, a2 = default, a3 = default;
        for (; offset < end; offset += 2, w += 16)
        {
            nint i = offset[0], j = offset[1];
            Vector256<short> weights = Vector256.Load(w);
            a0 += Avx2.MultiplyAddAdjacent(weights, Pair(x0 + i, x0 + j));
            a1 += Avx2.MultiplyAddAdjacent(weights, Pair(x1 + i, x1 + j));
            a2 += Avx2.MultiplyAddAdjacent(weights, Pair(x2 + i, x2 + j));
            a3 += Avx2.MultiplyAddAdjacent(weights, Pair(x3 + i, x3 + j));
        }

        a0.Store(to[0] + n);
        a1.Store(to[1] + n);
        a2.Store(to[2] + n);
        a3.Store(to[3] + n);
    }

    /// <summary>One row of blocks of 4 over 4 windows.</summary>
    private static void MultiplyBlocks4(short** x, int* offset, int* end, short* w, int** to, int n)
    {
        short* x0 = x[0], x1 = x[1], x2 = x[2], x3 = x[3];
        Vector128<int> a0 = default, a1 = default, a2 = default, a3 = default;
        for (; offset < end; offset += 2, w += 8)
        {
            nint i = offset[0], j = offset[1];
            Vector128<short> weights = Vector128.Load(w);
            a0 += Sse2.MultiplyAddAdjacent(weights, Pair(x0 + i, x0 + j).GetLower());
            a1 += Sse2.MultiplyAddAdjacent(weights, Pair(x1 + i, x1 + j).GetLower());
            a2 += Sse2.MultiplyAddAdjacent(weights, Pair(x2 + i, x2 + j).GetLower());
            a3 += Sse2.MultiplyAddAdjacent(weights, Pair(x3 + i, x3 + j).GetLower());
        }

        a0.Store(to[0] + n);
        a1.Store(to[1] + n);
        a2.Store(to[2] + n);
        a3.Store(to[3] + n);
    }

    /// <summary>One row of blocks of 8 or 16 over one window.</summary>
    private static void MultiplyBlocksAlone(short* x, int* offset, int* end, short* w, int block, int* to)
    {
        for (int lane = 0; lane < block; lane += 8)
        {
            Vector256<int> sums = default;
            short* weights = w + lane * 2;
            for (int* at = offset; at < end; at += 2, weights += block * 2)
                sums += Avx2.MultiplyAddAdjacent(Vector256.Load(weights), Pair(x + at[0], x + at[1]));
            sums.Store(to + lane);
        }
    }

    /// <summary>Two numbers in turn.</summary>
    private static Vector256<short> Pair(short* even, short* odd) =>
        Avx2.Blend(Avx2.BroadcastScalarToVector256(even), Avx2.BroadcastScalarToVector256(odd), 0b10101010);
}
