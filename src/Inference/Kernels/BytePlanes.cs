using System.Runtime.Intrinsics;

namespace Inference.Kernels;

/// <summary>From pixels of signed bytes <c>[H × W × C]</c> to padded planes of 16-bit numbers without their zero point.</summary>
internal static class BytePlanes
{
    /// <summary>Writes <c>x − zero</c> of each number; the border stays as it is.</summary>
    /// <param name="map"><c>[Height × Width × Channels]</c>.</param>
    /// <param name="zero">−128 to 127.</param>
    /// <param name="shape">Sizes.</param>
    /// <param name="padded"><c>[shape.PaddedLength]</c>.</param>
    public static void Fill(ReadOnlySpan<sbyte> map, int zero, in PlanarShape shape, Span<short> padded)
    {
        int channels = shape.Channels;
        int whole = shape.Window.Stride == 1 ? channels / 8 * 8 : 0;
        int pitch = shape.ChannelPitch;
        for (int y = 0; y < shape.Height; y++)
        {
            for (int x = 0; x < shape.Width;)
            {
                int at = shape.Offset(0, shape.Window.Top + y, shape.Window.Left + x);
                ReadOnlySpan<sbyte> pixels = map[((y * shape.Width + x) * channels)..];
                int count = shape.Width - x >= 8 && whole > 0 ? 8 : 1;
                int c = 0;
                if (count == 8)
                    c = Transpose(pixels[..(8 * channels)], channels, whole, (short)zero, padded[at..(at + (channels - 1) * pitch + 8)], pitch);
                for (; c < channels; c++)
                {
                    for (int pixel = 0; pixel < count; pixel++)
                        padded[at + c * pitch + pixel] = (short)(pixels[pixel * channels + c] - zero);
                }

                x += count;
            }
        }
    }

    private static unsafe int Transpose(
        ReadOnlySpan<sbyte> pixels, int channels, int whole, short zero, Span<short> planes, int pitch)
    {
        fixed (sbyte* from = pixels)
        fixed (short* to = planes)
        {
            for (int c = 0; c < whole; c += 8)
                Transpose(from + c, channels, zero, to + c * pitch, pitch);
        }

        return whole;
    }

    /// <summary>8 channels of 8 pixels, by exchanging 4, 2, then single bytes across the diagonal (Warren, Hacker's Delight, 7-3).</summary>
    private static unsafe void Transpose(sbyte* pixels, int channels, short zero, short* planes, int pitch)
    {
        ulong a = *(ulong*)pixels, b = *(ulong*)(pixels + channels);
        ulong c = *(ulong*)(pixels + 2 * channels), d = *(ulong*)(pixels + 3 * channels);
        ulong e = *(ulong*)(pixels + 4 * channels), f = *(ulong*)(pixels + 5 * channels);
        ulong g = *(ulong*)(pixels + 6 * channels), h = *(ulong*)(pixels + 7 * channels);
        (a, e) = Exchange(a, e, 32, 0x00000000FFFFFFFF);
        (b, f) = Exchange(b, f, 32, 0x00000000FFFFFFFF);
        (c, g) = Exchange(c, g, 32, 0x00000000FFFFFFFF);
        (d, h) = Exchange(d, h, 32, 0x00000000FFFFFFFF);
        (a, c) = Exchange(a, c, 16, 0x0000FFFF0000FFFF);
        (b, d) = Exchange(b, d, 16, 0x0000FFFF0000FFFF);
        (e, g) = Exchange(e, g, 16, 0x0000FFFF0000FFFF);
        (f, h) = Exchange(f, h, 16, 0x0000FFFF0000FFFF);
        (a, b) = Exchange(a, b, 8, 0x00FF00FF00FF00FF);
        (c, d) = Exchange(c, d, 8, 0x00FF00FF00FF00FF);
        (e, f) = Exchange(e, f, 8, 0x00FF00FF00FF00FF);
        (g, h) = Exchange(g, h, 8, 0x00FF00FF00FF00FF);
        Vector128<short> zeros = Vector128.Create(zero);
        Widen(a, zeros, planes);
        Widen(b, zeros, planes + pitch);
        Widen(c, zeros, planes + 2 * pitch);
        Widen(d, zeros, planes + 3 * pitch);
        Widen(e, zeros, planes + 4 * pitch);
        Widen(f, zeros, planes + 5 * pitch);
        Widen(g, zeros, planes + 6 * pitch);
        Widen(h, zeros, planes + 7 * pitch);
    }

    private static unsafe void Widen(ulong bytes, Vector128<short> zeros, short* target) =>
        (Vector128.WidenLower(Vector128.CreateScalarUnsafe(bytes).AsSByte()) - zeros).Store(target);

    private static (ulong First, ulong Second) Exchange(ulong first, ulong second, int shift, ulong mask)
    {
        ulong different = ((first >> shift) ^ second) & mask;
        return (first ^ (different << shift), second ^ different);
    }
}
