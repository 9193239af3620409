using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.Arm;

namespace Inference.Kernels;

/// <content>Convolution of bytes by stored blocks of weights: outputs in lanes, SMLAL by the number of a window.</content>
public readonly unsafe partial struct AdvSimdKernels
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
            // Windows past the last are the last again.
            for (int first = 0; first <= last; first += 4)
            {
                for (int k = 0; k < 4; k++)
                {
                    x[k] = map + starts[Math.Min(first + k, last)];
                    to[k] = target + Math.Min(first + k, last) * stride;
                }

                for (int n = 0; n < stride; n += block == 4 ? 4 : 8)
                {
                    int row = n / block;
                    int* offset = offsets + rows.Starts[row] * 2;
                    int* end = offsets + rows.Starts[row + 1] * 2;
                    short* w = weights + ((long)rows.Starts[row] * block + n % block) * 2;
                    if (block == 4)
                        MultiplyBlocks4(x, offset, end, w, to, n);
                    else
                        MultiplyBlocks8(x, offset, end, w, block, to, n);
                }
            }
        }
    }

    /// <summary>8 outputs of a row of blocks over 4 windows.</summary>
    private static void MultiplyBlocks8(short** x, int* offset, int* end, short* w, int block, int** to, int n)
    {
        short* x0 = x[0], x1 = x[1], x2 = x[2], x3 = x[3];
        Vector128<int> a0 = default, a1 = default, a2 = default, a3 = default, b0 = default, b1 = default, b2 = default, b3 = default;
        for (; offset < end; offset += 2, w += block * 2)
        {
            (Vector64<short> a, Vector64<short> nextA) = AdvSimd.Load2xVector64AndUnzip(w);
            (Vector64<short> b, Vector64<short> nextB) = AdvSimd.Load2xVector64AndUnzip(w + 8);
            Vector64<short> value = Gather(x0, x1, x2, x3, offset[0]);
            a0 = AdvSimd.MultiplyBySelectedScalarWideningLowerAndAdd(a0, a, value, 0);
            b0 = AdvSimd.MultiplyBySelectedScalarWideningLowerAndAdd(b0, b, value, 0);
            a1 = AdvSimd.MultiplyBySelectedScalarWideningLowerAndAdd(a1, a, value, 1);
            b1 = AdvSimd.MultiplyBySelectedScalarWideningLowerAndAdd(b1, b, value, 1);
            a2 = AdvSimd.MultiplyBySelectedScalarWideningLowerAndAdd(a2, a, value, 2);
            b2 = AdvSimd.MultiplyBySelectedScalarWideningLowerAndAdd(b2, b, value, 2);
            a3 = AdvSimd.MultiplyBySelectedScalarWideningLowerAndAdd(a3, a, value, 3);
            b3 = AdvSimd.MultiplyBySelectedScalarWideningLowerAndAdd(b3, b, value, 3);
            value = Gather(x0, x1, x2, x3, offset[1]);
            a0 = AdvSimd.MultiplyBySelectedScalarWideningLowerAndAdd(a0, nextA, value, 0);
            b0 = AdvSimd.MultiplyBySelectedScalarWideningLowerAndAdd(b0, nextB, value, 0);
            a1 = AdvSimd.MultiplyBySelectedScalarWideningLowerAndAdd(a1, nextA, value, 1);
            b1 = AdvSimd.MultiplyBySelectedScalarWideningLowerAndAdd(b1, nextB, value, 1);
            a2 = AdvSimd.MultiplyBySelectedScalarWideningLowerAndAdd(a2, nextA, value, 2);
            b2 = AdvSimd.MultiplyBySelectedScalarWideningLowerAndAdd(b2, nextB, value, 2);
            a3 = AdvSimd.MultiplyBySelectedScalarWideningLowerAndAdd(a3, nextA, value, 3);
            b3 = AdvSimd.MultiplyBySelectedScalarWideningLowerAndAdd(b3, nextB, value, 3);
        }

        a0.Store(to[0] + n);
        b0.Store(to[0] + n + 4);
        a1.Store(to[1] + n);
        b1.Store(to[1] + n + 4);
        a2.Store(to[2] + n);
        b2.Store(to[2] + n + 4);
        a3.Store(to[3] + n);
        b3.Store(to[3] + n + 4);
    }

    /// <summary>One row of blocks of 4 over 4 windows.</summary>
    private static void MultiplyBlocks4(short** x, int* offset, int* end, short* w, int** to, int n)
    {
        short* x0 = x[0], x1 = x[1], x2 = x[2], x3 = x[3];
        Vector128<int> a0 = default, a1 = default, a2 = default, a3 = default;
        for (; offset < end; offset += 2, w += 8)
        {
            (Vector64<short> even, Vector64<short> odd) = AdvSimd.Load2xVector64AndUnzip(w);
            Vector64<short> value = Gather(x0, x1, x2, x3, offset[0]);
            a0 = AdvSimd.MultiplyBySelectedScalarWideningLowerAndAdd(a0, even, value, 0);
            a1 = AdvSimd.MultiplyBySelectedScalarWideningLowerAndAdd(a1, even, value, 1);
            a2 = AdvSimd.MultiplyBySelectedScalarWideningLowerAndAdd(a2, even, value, 2);
            a3 = AdvSimd.MultiplyBySelectedScalarWideningLowerAndAdd(a3, even, value, 3);
            value = Gather(x0, x1, x2, x3, offset[1]);
            a0 = AdvSimd.MultiplyBySelectedScalarWideningLowerAndAdd(a0, odd, value, 0);
            a1 = AdvSimd.MultiplyBySelectedScalarWideningLowerAndAdd(a1, odd, value, 1);
            a2 = AdvSimd.MultiplyBySelectedScalarWideningLowerAndAdd(a2, odd, value, 2);
            a3 = AdvSimd.MultiplyBySelectedScalarWideningLowerAndAdd(a3, odd, value, 3);
        }

        a0.Store(to[0] + n);
        a1.Store(to[1] + n);
        a2.Store(to[2] + n);
        a3.Store(to[3] + n);
    }

    /// <summary>The same number of 4 windows.</summary>
    private static Vector64<short> Gather(short* x0, short* x1, short* x2, short* x3, nint offset)
    {
        Vector64<short> values = Vector64.CreateScalar(x0[offset]);
        values = AdvSimd.LoadAndInsertScalar(values, 1, x1 + offset);
        values = AdvSimd.LoadAndInsertScalar(values, 2, x2 + offset);
        return AdvSimd.LoadAndInsertScalar(values, 3, x3 + offset);
    }
}
