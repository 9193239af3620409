using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.Arm;

namespace Inference.Kernels;

/// <content>Binary convolution and signs.</content>
public readonly unsafe partial struct AdvSimdKernels
{
    /// <summary>Output channels of a block of binary weights: four vectors of two.</summary>
    private const int Lanes = 8;

    /// <summary>Words after which byte sums are widened: 31 · 8 = 248; one more could pass 255.</summary>
    private const int WordsBeforeWidening = 31;

    /// <summary>Words of 8 output channels side by side: <c>[block of 8][tap word][8 channels]</c>.</summary>
    /// <inheritdoc/>
    public static ulong[] PackBits(ReadOnlySpan<ulong> weights, in BinaryConvShape shape)
    {
        ulong[] packed = new ulong[shape.Stride * shape.WeightWords];
        for (int n = 0; n < shape.OutputChannels; n++)
        {
            for (int word = 0; word < shape.WeightWords; word++)
                packed[(n / Lanes * shape.WeightWords + word) * Lanes + n % Lanes] = weights[n * shape.WeightWords + word];
        }

        return packed;
    }

    /// <inheritdoc/>
    public static void ConvolveBits(ReadOnlySpan<ulong> rows, ReadOnlySpan<ulong> weights, in BinaryConvShape shape, Span<short> sums)
    {
        fixed (ulong* input = rows, packed = weights)
        fixed (short* target = sums)
        {
            for (int n = 0; n < shape.OutputChannels; n += Lanes)
            {
                for (int x = 0; x < shape.Width; x += 2)
                    ConvolveBits(input, packed + n * shape.WeightWords, shape, x, target + n);
            }
        }
    }

    /// <inheritdoc/>
    public static void Binarize(
        ReadOnlySpan<short> values, int stride, ReadOnlySpan<short> thresholds, ReadOnlySpan<ulong> flips, Span<ulong> bits)
    {
        int words = flips.Length;
        int channels = thresholds.Length;
        Vector128<ushort> places = Vector128.Create((ushort)1, 2, 4, 8, 16, 32, 64, 128);
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
                    for (; c + 8 <= end; c += 8)
                    {
                        Vector128<ushort> less = Vector128.LessThan(Vector128.Load(x + c), Vector128.Load(limits + c)).AsUInt16();
                        mask |= (ulong)AdvSimd.Arm64.AddAcross(less & places).ToScalar() << (c % 64);
                    }

                    for (; c < end; c++)
                        mask |= (x[c] < limits[c] ? 1UL : 0) << (c % 64);
                    bits[start + word] = mask ^ flips[word];
                }
            }
        }
    }

    /// <summary>8 output channels of 2 pixels; a pixel past the last is the last again.</summary>
    private static void ConvolveBits(ulong* rows, ulong* weights, in BinaryConvShape shape, int x, short* sums)
    {
        int x1 = Math.Min(x + 1, shape.Width - 1);
        ulong* row0 = rows + x * shape.Words, row1 = rows + x1 * shape.Words;
        Vector128<byte> a0 = default, b0 = default, c0 = default, d0 = default, a1 = default, b1 = default, c1 = default, d1 = default;
        Vector128<ushort> total0 = default, total1 = default;
        int pending = 0;
        for (int ky = 0; ky < shape.Kernel; ky++)
        {
            long start = ky * shape.RowWords;
            for (int word = 0; word < shape.TapWords; word++, weights += Lanes)
            {
                Vector128<ulong> a = Vector128.Load(weights), b = Vector128.Load(weights + 2);
                Vector128<ulong> c = Vector128.Load(weights + 4), d = Vector128.Load(weights + 6);
                Vector128<ulong> bits = Vector128.Create(row0[start + word]);
                a0 += AdvSimd.PopCount((bits ^ a).AsByte());
                b0 += AdvSimd.PopCount((bits ^ b).AsByte());
                c0 += AdvSimd.PopCount((bits ^ c).AsByte());
                d0 += AdvSimd.PopCount((bits ^ d).AsByte());
                bits = Vector128.Create(row1[start + word]);
                a1 += AdvSimd.PopCount((bits ^ a).AsByte());
                b1 += AdvSimd.PopCount((bits ^ b).AsByte());
                c1 += AdvSimd.PopCount((bits ^ c).AsByte());
                d1 += AdvSimd.PopCount((bits ^ d).AsByte());
                if (++pending == WordsBeforeWidening)
                {
                    pending = 0;
                    total0 += Gather(a0, b0, c0, d0);
                    total1 += Gather(a1, b1, c1, d1);
                    a0 = b0 = c0 = d0 = a1 = b1 = c1 = d1 = default;
                }
            }
        }

        Vector128<short> all = Vector128.Create((short)shape.Products);
        total0 += Gather(a0, b0, c0, d0);
        total1 += Gather(a1, b1, c1, d1);
        (all - (total0 + total0).AsInt16()).Store(sums + x * shape.Stride);
        (all - (total1 + total1).AsInt16()).Store(sums + x1 * shape.Stride);
    }

    /// <summary>Eight byte sums of each of 8 channels (two channels a vector) to one 16-bit sum a channel, in order.</summary>
    private static Vector128<ushort> Gather(Vector128<byte> a, Vector128<byte> b, Vector128<byte> c, Vector128<byte> d)
    {
        Vector128<ushort> first = AdvSimd.Arm64.AddPairwise(AdvSimd.AddPairwiseWidening(a), AdvSimd.AddPairwiseWidening(b));
        Vector128<ushort> second = AdvSimd.Arm64.AddPairwise(AdvSimd.AddPairwiseWidening(c), AdvSimd.AddPairwiseWidening(d));
        return AdvSimd.Arm64.AddPairwise(first, second);
    }
}
