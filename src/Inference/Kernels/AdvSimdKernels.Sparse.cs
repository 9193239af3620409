using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.Arm;

namespace Inference.Kernels;

/// <content>Convolution of bytes by stored blocks of weights.</content>
public readonly unsafe partial struct AdvSimdKernels
{
    /// <inheritdoc/>
    public static void ConvolveByteBlocks(ReadOnlySpan<short> padded, in ByteBlockRows rows, in PlanarShape shape, Span<int> sums) =>
        ByteTiles.Convolve<AdvSimdByteTile>(padded, rows, shape, sums);

    /// <inheritdoc/>
    public static void MultiplyByteBlocks(ReadOnlySpan<short> values, in ByteBlockRows rows, Span<int> sums)
    {
        int block = rows.Block;
        fixed (short* x = values, weights = rows.Weights)
        fixed (int* offsets = rows.Offsets, target = sums)
        {
            for (int n = 0; n < rows.Stride; n += 4)
            {
                int row = n / block;
                int* offset = offsets + rows.Starts[row] * 2;
                int* end = offsets + rows.Starts[row + 1] * 2;
                short* w = weights + ((long)rows.Starts[row] * block + n % block) * 2;
                Vector128<int> even = default, odd = default;
                for (; offset < end; offset += 2, w += block * 2)
                {
                    (Vector64<short> first, Vector64<short> second) = AdvSimd.Load2xVector64AndUnzip(w);
                    even = AdvSimd.MultiplyWideningLowerAndAdd(even, first, Vector64.Create(x[offset[0]]));
                    odd = AdvSimd.MultiplyWideningLowerAndAdd(odd, second, Vector64.Create(x[offset[1]]));
                }

                (even + odd).Store(target + n);
            }
        }
    }
}
