using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.Arm;

namespace Inference.Kernels;

/// <summary>128-bit kernels for every arm64: binary convolution by EOR and CNT, two output channels a vector.</summary>
public readonly unsafe partial struct AdvSimdKernels : IKernels
{
    /// <inheritdoc/>
    public static string Name => "advsimd";

    /// <inheritdoc/>
    public static bool IsSupported => AdvSimd.Arm64.IsSupported;

    /// <inheritdoc/>
    public static void ConvolveBytes(
        ReadOnlySpan<short> rows, ReadOnlySpan<short> weights, in ByteConvShape shape, in OutputTransform transform, Span<short> output)
    {
        fixed (short* input = rows, packed = weights, target = output)
        {
            for (int x = 0; x < shape.Width; x += 2)
            {
                for (int n = 0; n < shape.OutputChannels; n += 8)
                {
                    int block = n / 16 * shape.Kernel * shape.Pairs * 32 + n % 16 * 2;
                    ConvolveBytes(input, packed + block, shape, transform, target, x, n);
                }
            }
        }
    }

    /// <inheritdoc/>
    public static void AddResidual(
        ReadOnlySpan<short> sums, ReadOnlySpan<short> shortcut, in BinaryConvShape shape, in OutputTransform transform, Span<short> output)
    {
        int inputs = shape.InputChannels;
        fixed (short* sum = sums, values = shortcut, target = output)
        fixed (int* m = transform.Multipliers, b = transform.Biases)
        {
            for (int x = 0; x < shape.Width; x++)
            {
                short* from = values + x * inputs;
                for (int first = 0; first < shape.OutputChannels; first += inputs)
                {
                    short* source = sum + x * shape.Stride + first;
                    short* to = target + x * shape.OutputChannels + first;
                    int c = 0;
                    for (; c + 8 <= inputs; c += 8)
                    {
                        Vector128<short> acc = Vector128.Load(source + c);
                        Vector128<int> low = AdvSimd.SignExtendWideningLower(acc.GetLower());
                        Vector128<int> high = AdvSimd.SignExtendWideningUpper(acc);
                        Vector128<short> inner = Scale(low, high, m + first + c, b + first + c, transform.Shift);
                        AdvSimd.AddSaturate(inner, Vector128.Load(from + c)).Store(to + c);
                    }

                    for (; c < inputs; c++)
                        to[c] = PortableKernels.Saturate(from[c] + PortableKernels.Scale(source[c], first + c, transform));
                }
            }
        }
    }

    /// <inheritdoc/>
    public static void PoolMaximum(ReadOnlySpan<short> top, ReadOnlySpan<short> bottom, int channels, Span<short> output)
    {
        fixed (short* upper = top, lower = bottom, target = output)
        {
            for (int pixel = 0; pixel < output.Length; pixel += channels)
            {
                short* u = upper + 2 * pixel;
                short* l = lower + 2 * pixel;
                int c = 0;
                for (; c + 8 <= channels; c += 8)
                {
                    Vector128<short> first = AdvSimd.Max(Vector128.Load(u + c), Vector128.Load(u + channels + c));
                    Vector128<short> second = AdvSimd.Max(Vector128.Load(l + c), Vector128.Load(l + channels + c));
                    AdvSimd.Max(first, second).Store(target + pixel + c);
                }

                for (; c < channels; c++)
                    target[pixel + c] = Math.Max(Math.Max(u[c], u[channels + c]), Math.Max(l[c], l[channels + c]));
            }
        }
    }

    /// <inheritdoc/>
    public static void PoolAverage(ReadOnlySpan<short> top, ReadOnlySpan<short> bottom, int channels, Span<short> output)
    {
        fixed (short* upper = top, lower = bottom, target = output)
        {
            for (int pixel = 0; pixel < output.Length; pixel += channels)
            {
                short* u = upper + 2 * pixel;
                short* l = lower + 2 * pixel;
                int c = 0;
                for (; c + 4 <= channels; c += 4)
                {
                    Vector128<int> first = AdvSimd.AddWideningLower(Vector64.Load(u + c), Vector64.Load(u + channels + c));
                    Vector128<int> second = AdvSimd.AddWideningLower(Vector64.Load(l + c), Vector64.Load(l + channels + c));

                    // Rounded shift, narrowed: a mean of 16-bit numbers fits 16 bits.
                    AdvSimd.ShiftRightLogicalRoundedNarrowingLower(first + second, 2).Store(target + pixel + c);
                }

                for (; c < channels; c++)
                    target[pixel + c] = (short)((u[c] + u[channels + c] + l[c] + l[channels + c] + 2) >> 2);
            }
        }
    }

    /// <inheritdoc/>
    public static void AddRectified(ReadOnlySpan<short> pixels, ReadOnlySpan<short> offsets, Span<int> sums)
    {
        int channels = offsets.Length;
        fixed (short* input = pixels, limits = offsets)
        fixed (int* target = sums)
        {
            int c = 0;
            for (; c + 8 <= channels; c += 8)
            {
                Vector128<short> limit = Vector128.Load(limits + c);
                Vector128<uint> low = Vector128.Load((uint*)target + c);
                Vector128<uint> high = Vector128.Load((uint*)target + c + 4);
                for (int x = c; x < pixels.Length; x += channels)
                {
                    // max(x, r) − r is 0 to 65,535: exact as an unsigned 16-bit number.
                    Vector128<ushort> part = (AdvSimd.Max(Vector128.Load(input + x), limit) - limit).AsUInt16();
                    low = AdvSimd.AddWideningLower(low, part.GetLower());
                    high = AdvSimd.AddWideningUpper(high, part);
                }

                low.Store((uint*)target + c);
                high.Store((uint*)target + c + 4);
            }

            for (; c < channels; c++)
            {
                for (int x = c; x < pixels.Length; x += channels)
                    target[c] += Math.Max(input[x] - limits[c], 0);
            }
        }
    }

    /// <inheritdoc/>
    public static long Dot(ReadOnlySpan<short> weights, ReadOnlySpan<short> features)
    {
        fixed (short* w = weights, f = features)
        {
            Vector128<long> sums = Vector128<long>.Zero;
            int index = 0;
            for (; index + 8 <= weights.Length; index += 8)
            {
                Vector128<short> left = Vector128.Load(w + index);
                Vector128<short> right = Vector128.Load(f + index);
                Vector128<int> products = AdvSimd.MultiplyWideningLower(left.GetLower(), right.GetLower());
                products = AdvSimd.MultiplyWideningUpperAndAdd(products, left, right);
                sums = AdvSimd.AddPairwiseWideningAndAdd(sums, products);
            }

            long sum = Vector128.Sum(sums);
            for (; index < weights.Length; index++)
                sum += w[index] * f[index];
            return sum;
        }
    }

    /// <summary>8 output channels of 2 pixels; a pixel past the last is the last again.</summary>
    private static void ConvolveBytes(
        short* rows, short* weights, in ByteConvShape shape, in OutputTransform transform, short* output, int x, int n)
    {
        int x1 = Math.Min(x + 1, shape.Width - 1);
        int step = shape.Stride * shape.InputChannels;
        Vector128<int> low0 = default, high0 = default, low1 = default, high1 = default;
        for (int ky = 0; ky < shape.Kernel; ky++)
        {
            short* row0 = rows + ky * shape.RowLength + x * step;
            short* row1 = rows + ky * shape.RowLength + x1 * step;
            for (int pair = 0; pair < shape.Pairs; pair++, row0 += 2, row1 += 2, weights += 32)
            {
                Vector128<short> first = Vector128.Load(weights);
                Vector128<short> second = Vector128.Load(weights + 8);
                Vector128<short> even = AdvSimd.Arm64.UnzipEven(first, second);
                Vector128<short> odd = AdvSimd.Arm64.UnzipOdd(first, second);
                MultiplyAdd(ref low0, ref high0, even, Vector128.Create(row0[0]));
                MultiplyAdd(ref low0, ref high0, odd, Vector128.Create(row0[1]));
                MultiplyAdd(ref low1, ref high1, even, Vector128.Create(row1[0]));
                MultiplyAdd(ref low1, ref high1, odd, Vector128.Create(row1[1]));
            }
        }

        int count = Math.Min(8, shape.OutputChannels - n);
        fixed (int* m = transform.Multipliers, b = transform.Biases)
        {
            Store(Scale(low0, high0, m + n, b + n, transform.Shift), output + x * shape.OutputChannels + n, count);
            Store(Scale(low1, high1, m + n, b + n, transform.Shift), output + x1 * shape.OutputChannels + n, count);
        }
    }

    private static void MultiplyAdd(ref Vector128<int> low, ref Vector128<int> high, Vector128<short> weights, Vector128<short> pixel)
    {
        low = AdvSimd.MultiplyWideningLowerAndAdd(low, weights.GetLower(), pixel.GetLower());
        high = AdvSimd.MultiplyWideningUpperAndAdd(high, weights, pixel);
    }

    /// <summary><c>sat16((acc · m + b) &gt;&gt; shift)</c> of 8 channels in order.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<short> Scale(Vector128<int> low, Vector128<int> high, int* m, int* b, int shift)
    {
        Vector128<int> count = Vector128.Create(-shift);
        low = AdvSimd.ShiftArithmetic(AdvSimd.MultiplyAdd(Vector128.Load(b), low, Vector128.Load(m)), count);
        high = AdvSimd.ShiftArithmetic(AdvSimd.MultiplyAdd(Vector128.Load(b + 4), high, Vector128.Load(m + 4)), count);
        return AdvSimd.ExtractNarrowingSaturateUpper(AdvSimd.ExtractNarrowingSaturateLower(low), high);
    }

    private static void Store(Vector128<short> values, short* target, int count)
    {
        if (count == 8)
        {
            values.Store(target);
            return;
        }

        short* all = stackalloc short[8];
        values.Store(all);
        for (int n = 0; n < count; n++)
            target[n] = all[n];
    }
}
