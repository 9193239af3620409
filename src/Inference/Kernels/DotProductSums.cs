using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.Arm;

namespace Inference.Kernels;

/// <summary>
/// Sums of windows of bytes by SDOT, on cores that have it (Cortex-A55, A76, A78AE, Neoverse): four taps of four outputs an instruction,
/// exact in 32 bits. A direct convolution by it beats tiles, whose 16-bit points it cannot multiply.
/// </summary>
internal static unsafe class DotProductSums
{
    public static bool IsSupported => Dp.IsSupported && AdvSimd.Arm64.IsSupported;

    /// <inheritdoc cref="IKernels.PackBytes"/>
    public static sbyte[] Pack(ReadOnlySpan<sbyte> weights, in WindowShape shape) => shape.Pack(weights, 4);

    /// <inheritdoc cref="IKernels.MultiplyBytes"/>
    public static void Multiply(
        ReadOnlySpan<short> values, ReadOnlySpan<int> starts, ReadOnlySpan<sbyte> weights, in WindowShape shape, Span<int> sums)
    {
        fixed (short* input = values)
        fixed (int* places = starts, target = sums)
        fixed (sbyte* packed = weights)
        {
            for (int block = 0; block < shape.Blocks; block++)
            {
                sbyte* w = packed + (nint)block * shape.BlockWeights;
                for (int window = 0; window < starts.Length; window += 4)
                {
                    int* to = target + (nint)window * shape.Stride + block * WindowShape.Block;
                    MultiplyFour(input, places + window, starts.Length - window, w, shape, to);
                }
            }
        }
    }

    /// <summary>Four windows; one past the last is the last again.</summary>
    private static void MultiplyFour(short* values, int* starts, int count, sbyte* weights, in WindowShape shape, int* sums)
    {
        int last = Math.Min(count, 4) - 1;
        int second = Math.Min(1, last), third = Math.Min(2, last);
        short* x0 = values + starts[0], x1 = values + starts[second], x2 = values + starts[third], x3 = values + starts[last];
        Vector128<int> a0 = default, b0 = default, c0 = default, d0 = default, a1 = default, b1 = default, c1 = default, d1 = default;
        Vector128<int> a2 = default, b2 = default, c2 = default, d2 = default, a3 = default, b3 = default, c3 = default, d3 = default;
        for (int row = 0; row < shape.Rows; row++)
        {
            nint tap = (nint)row * shape.RowLength;
            nint end = tap + shape.RunTaps;
            for (; tap + 8 <= end; tap += 8, weights += 128)
            {
                Vector64<sbyte> p0 = Narrow(x0 + tap), p1 = Narrow(x1 + tap), p2 = Narrow(x2 + tap), p3 = Narrow(x3 + tap);
                Add(ref a0, ref a1, ref a2, ref a3, Vector128.Load(weights), p0, p1, p2, p3, 0);
                Add(ref b0, ref b1, ref b2, ref b3, Vector128.Load(weights + 16), p0, p1, p2, p3, 0);
                Add(ref c0, ref c1, ref c2, ref c3, Vector128.Load(weights + 32), p0, p1, p2, p3, 0);
                Add(ref d0, ref d1, ref d2, ref d3, Vector128.Load(weights + 48), p0, p1, p2, p3, 0);
                Add(ref a0, ref a1, ref a2, ref a3, Vector128.Load(weights + 64), p0, p1, p2, p3, 1);
                Add(ref b0, ref b1, ref b2, ref b3, Vector128.Load(weights + 80), p0, p1, p2, p3, 1);
                Add(ref c0, ref c1, ref c2, ref c3, Vector128.Load(weights + 96), p0, p1, p2, p3, 1);
                Add(ref d0, ref d1, ref d2, ref d3, Vector128.Load(weights + 112), p0, p1, p2, p3, 1);
            }

            if (tap < end)
            {
                Vector64<sbyte> p0 = NarrowFour(x0 + tap), p1 = NarrowFour(x1 + tap), p2 = NarrowFour(x2 + tap), p3 = NarrowFour(x3 + tap);
                Add(ref a0, ref a1, ref a2, ref a3, Vector128.Load(weights), p0, p1, p2, p3, 0);
                Add(ref b0, ref b1, ref b2, ref b3, Vector128.Load(weights + 16), p0, p1, p2, p3, 0);
                Add(ref c0, ref c1, ref c2, ref c3, Vector128.Load(weights + 32), p0, p1, p2, p3, 0);
                Add(ref d0, ref d1, ref d2, ref d3, Vector128.Load(weights + 48), p0, p1, p2, p3, 0);
                weights += 64;
            }
        }

        Store(a0, b0, c0, d0, sums);
        Store(a1, b1, c1, d1, sums + second * shape.Stride);
        Store(a2, b2, c2, d2, sums + third * shape.Stride);
        Store(a3, b3, c3, d3, sums + last * shape.Stride);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector64<sbyte> Narrow(short* x) => AdvSimd.ExtractNarrowingLower(Vector128.Load(x));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector64<sbyte> NarrowFour(short* x) => AdvSimd.ExtractNarrowingLower(Vector64.Load(x).ToVector128());

    /// <summary>Four weights of four outputs times four taps of each of four windows.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Add(
        ref Vector128<int> s0,
        ref Vector128<int> s1,
        ref Vector128<int> s2,
        ref Vector128<int> s3,
        Vector128<sbyte> weights,
        Vector64<sbyte> p0,
        Vector64<sbyte> p1,
        Vector64<sbyte> p2,
        Vector64<sbyte> p3,
        [ConstantExpected(Max = (byte)1)] byte quad)
    {
        s0 = Dp.DotProductBySelectedQuadruplet(s0, weights, p0, quad);
        s1 = Dp.DotProductBySelectedQuadruplet(s1, weights, p1, quad);
        s2 = Dp.DotProductBySelectedQuadruplet(s2, weights, p2, quad);
        s3 = Dp.DotProductBySelectedQuadruplet(s3, weights, p3, quad);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Store(Vector128<int> a, Vector128<int> b, Vector128<int> c, Vector128<int> d, int* sums)
    {
        a.Store(sums);
        b.Store(sums + 4);
        c.Store(sums + 8);
        d.Store(sums + 12);
    }
}
