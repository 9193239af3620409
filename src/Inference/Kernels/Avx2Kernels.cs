using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Inference.Kernels;

/// <summary>
/// 256-bit kernels for x64 with AVX2 and FMA. A binary convolution uses neither xor nor popcount but table look-ups, see
/// <see cref="PackBits"/>.
/// </summary>
public readonly unsafe partial struct Avx2Kernels : IKernels
{
    /// <summary>Output pixels computed together, so that one load of weights serves four.</summary>
    private const int Tile = 4;

    /// <inheritdoc/>
    public static string Name => "avx2";

    /// <inheritdoc/>
    public static bool IsSupported => Avx2.IsSupported && Fma.IsSupported;

    /// <inheritdoc/>
    public static void ConvolveBytes(
        ReadOnlySpan<short> rows, ReadOnlySpan<short> weights, in ByteConvShape shape, in OutputTransform transform, Span<short> output)
    {
        int channels = shape.OutputChannels;
        short* some = stackalloc short[Tile * 16];
        fixed (short* input = rows, packed = weights, target = output)
        fixed (int* m = transform.Multipliers, b = transform.Biases)
        {
            for (int n = 0; n < channels; n += 16)
            {
                short* block = packed + n / 16 * shape.Kernel * shape.Pairs * 32;
                for (int x = 0; x < shape.Width; x += Tile)
                {
                    short* to = target + x * channels + n;
                    if (n + 16 <= channels)
                    {
                        ConvolveBytes(input, block, shape, m + n, b + n, transform.Shift, x, to, channels);
                        continue;
                    }

                    // The last channels do not fill a vector: by way of the stack.
                    ConvolveBytes(input, block, shape, m + n, b + n, transform.Shift, x, some, 16);
                    for (int pixel = 0; pixel < Math.Min(Tile, shape.Width - x); pixel++)
                        new Span<short>(some + pixel * 16, channels - n).CopyTo(new Span<short>(to + pixel * channels, channels - n));
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
                    for (; c + 16 <= inputs; c += 16)
                    {
                        Vector256<int> low = Avx2.ConvertToVector256Int32(source + c);
                        Vector256<int> high = Avx2.ConvertToVector256Int32(source + c + 8);
                        Vector256<short> inner = Scale(low, high, m + first + c, b + first + c, transform.Shift);
                        Avx2.AddSaturate(inner, Vector256.Load(from + c)).Store(to + c);
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
                for (; c + 16 <= channels; c += 16)
                {
                    Vector256<short> first = Vector256.Max(Vector256.Load(u + c), Vector256.Load(u + channels + c));
                    Vector256<short> second = Vector256.Max(Vector256.Load(l + c), Vector256.Load(l + channels + c));
                    Vector256.Max(first, second).Store(target + pixel + c);
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
                for (; c + 8 <= channels; c += 8)
                {
                    Vector256<int> first = Avx2.ConvertToVector256Int32(u + c) + Avx2.ConvertToVector256Int32(u + channels + c);
                    Vector256<int> second = Avx2.ConvertToVector256Int32(l + c) + Avx2.ConvertToVector256Int32(l + channels + c);
                    Vector256<int> mean = (first + second + Vector256.Create(2)) >> 2;
                    Sse2.PackSignedSaturate(mean.GetLower(), mean.GetUpper()).Store(target + pixel + c);
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
            for (; c + 16 <= channels; c += 16)
            {
                Vector256<short> limit = Vector256.Load(limits + c);
                Vector256<int> low = Vector256.Load(target + c);
                Vector256<int> high = Vector256.Load(target + c + 8);
                for (int x = c; x < pixels.Length; x += channels)
                {
                    // max(x, r) − r is 0 to 65,535: exact as an unsigned 16-bit number.
                    Vector256<ushort> part = (Vector256.Max(Vector256.Load(input + x), limit) - limit).AsUInt16();
                    low += Avx2.ConvertToVector256Int32(part.GetLower());
                    high += Avx2.ConvertToVector256Int32(part.GetUpper());
                }

                low.Store(target + c);
                high.Store(target + c + 8);
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
            Vector256<long> sums = Vector256<long>.Zero;
            int index = 0;
            for (; index + 16 <= weights.Length; index += 16)
            {
                Vector256<int> pairs = Avx2.MultiplyAddAdjacent(Vector256.Load(w + index), Vector256.Load(f + index));
                sums += Avx2.ConvertToVector256Int64(pairs.GetLower()) + Avx2.ConvertToVector256Int64(pairs.GetUpper());
            }

            long sum = Vector256.Sum(sums);
            for (; index < weights.Length; index++)
                sum += w[index] * f[index];
            return sum;
        }
    }

    /// <summary>16 output channels of 4 pixels; pixels past the last are the last again, so there is no second loop for the rest.</summary>
    private static void ConvolveBytes(
        short* rows, short* weights, in ByteConvShape shape, int* m, int* b, int shift, int x, short* output, long outputStep)
    {
        long second = Math.Min(1, shape.Width - 1 - x), third = Math.Min(2, shape.Width - 1 - x), fourth = Math.Min(3, shape.Width - 1 - x);
        int step = shape.Stride * shape.InputChannels, kernel = shape.Kernel, pairs = shape.Pairs, rowLength = shape.RowLength;
        Vector256<int> low0 = default, low1 = default, low2 = default, low3 = default;
        Vector256<int> high0 = default, high1 = default, high2 = default, high3 = default;
        rows += x * step;
        for (int ky = 0; ky < kernel; ky++, rows += rowLength)
        {
            short* row0 = rows, row1 = rows + second * step, row2 = rows + third * step, row3 = rows + fourth * step;
            for (short* end = row0 + 2 * pairs; row0 < end; row0 += 2, row1 += 2, row2 += 2, row3 += 2, weights += 32)
            {
                Vector256<short> low = Vector256.Load(weights), high = Vector256.Load(weights + 16);
                Vector256<short> pixel = Vector256.Create(*(int*)row0).AsInt16();
                low0 += Avx2.MultiplyAddAdjacent(low, pixel);
                high0 += Avx2.MultiplyAddAdjacent(high, pixel);
                pixel = Vector256.Create(*(int*)row1).AsInt16();
                low1 += Avx2.MultiplyAddAdjacent(low, pixel);
                high1 += Avx2.MultiplyAddAdjacent(high, pixel);
                pixel = Vector256.Create(*(int*)row2).AsInt16();
                low2 += Avx2.MultiplyAddAdjacent(low, pixel);
                high2 += Avx2.MultiplyAddAdjacent(high, pixel);
                pixel = Vector256.Create(*(int*)row3).AsInt16();
                low3 += Avx2.MultiplyAddAdjacent(low, pixel);
                high3 += Avx2.MultiplyAddAdjacent(high, pixel);
            }
        }

        Scale(low0, high0, m, b, shift).Store(output);
        Scale(low1, high1, m, b, shift).Store(output + second * outputStep);
        Scale(low2, high2, m, b, shift).Store(output + third * outputStep);
        Scale(low3, high3, m, b, shift).Store(output + fourth * outputStep);
    }

    /// <summary><c>sat16((acc · m + b) &gt;&gt; shift)</c> of 16 channels in order.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<short> Scale(Vector256<int> low, Vector256<int> high, int* m, int* b, int shift)
    {
        Vector128<int> count = Vector128.CreateScalar(shift);
        low = Avx2.ShiftRightArithmetic(low * Vector256.Load(m) + Vector256.Load(b), count);
        high = Avx2.ShiftRightArithmetic(high * Vector256.Load(m + 8) + Vector256.Load(b + 8), count);
        return Avx2.Permute4x64(Avx2.PackSignedSaturate(low, high).AsInt64(), 0b11_01_10_00).AsInt16();
    }
}
