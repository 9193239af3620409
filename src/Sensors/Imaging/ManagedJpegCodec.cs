using StbImageSharp;
using StbImageWriteSharp;

namespace Sensors.Imaging;

/// <summary>StbImageSharp and StbImageWriteSharp: in every build, on every board; several times slower than libturbojpeg.</summary>
internal sealed class ManagedJpegCodec : IJpegCodec
{
    public string Name => "managed";

    public string? Decode(ReadOnlySpan<byte> jpeg, Span<byte> luma, int width, int height) =>
        Decode(jpeg, luma, width, height, StbImageSharp.ColorComponents.Grey);

    public string? DecodeColor(ReadOnlySpan<byte> jpeg, Span<byte> rgb, int width, int height) =>
        Decode(jpeg, rgb, width, height, StbImageSharp.ColorComponents.RedGreenBlue);

    private static unsafe string? Decode(
        ReadOnlySpan<byte> jpeg, Span<byte> pixels, int width, int height, StbImageSharp.ColorComponents components)
    {
        ImageResult picture;
        try
        {
            fixed (byte* start = jpeg)
            {
                using UnmanagedMemoryStream stream = new(start, jpeg.Length);
                picture = ImageResult.FromStream(stream, components);
            }
        }
        catch (Exception fault) when (fault is not OutOfMemoryException)
        {
            // The port of stb_image reports damage by whatever exception its array access ends in.
            return fault.Message;
        }

        if (picture.Width != width || picture.Height != height)
            return $"it decodes to {picture.Width}×{picture.Height}";
        picture.Data.AsSpan(0, pixels.Length).CopyTo(pixels);
        return null;
    }

    public byte[] Encode(ReadOnlySpan<byte> luma, int width, int height, int quality)
    {
        using MemoryStream stream = new();
        new ImageWriter().WriteJpg(luma.ToArray(), width, height, StbImageWriteSharp.ColorComponents.Grey, stream, quality);
        return stream.ToArray();
    }
}
