using Sensors.Cameras;
using StbImageSharp;

namespace Sensors.Imaging;

/// <summary>Image files (JPEG, PNG, BMP) as luma.</summary>
public static class ImageFile
{
    private const long MostBytes = 64 * 1024 * 1024;
    private const long MostPixels = 64 * 1024 * 1024;

    /// <summary>Reads one image.</summary>
    /// <param name="path">The file.</param>
    /// <param name="frame">Receives the picture; its content is undefined when this throws.</param>
    /// <exception cref="CameraException">Not an image, damaged, too large or not there; <see cref="CameraException.IsOneFrame"/> is set.</exception>
    public static void Read(string path, Frame frame)
    {
        ArgumentNullException.ThrowIfNull(frame);
        try
        {
            Decode(path, frame);
        }
        catch (Exception fault) when (fault is not OutOfMemoryException)
        {
            // Also what StbImageSharp throws, which is any exception its array access ends in.
            throw new CameraException($"{path}: {fault.Message}", fault) { IsOneFrame = true };
        }
    }

    private static void Decode(string path, Frame frame)
    {
        if (new FileInfo(path).Length > MostBytes)
            throw new InvalidDataException($"larger than {MostBytes >> 20} MiB");
        byte[] bytes = File.ReadAllBytes(path);
        if (bytes.AsSpan().StartsWith((ReadOnlySpan<byte>)[0xFF, 0xD8]))
        {
            Jpeg.DecodeLuma(bytes, frame);
            return;
        }

        using MemoryStream stream = new(bytes);
        ImageInfo info = ImageInfo.FromStream(stream) ?? throw new InvalidDataException("no JPEG, PNG or BMP image");
        if ((long)info.Width * info.Height is <= 0 or > MostPixels)
            throw new InvalidDataException($"claims {info.Width}×{info.Height} pixels");
        stream.Position = 0;
        ImageResult image = ImageResult.FromStream(stream, ColorComponents.Grey);
        frame.Resize(image.Width, image.Height);
        image.Data.AsSpan(0, frame.Luma.Length).CopyTo(frame.Luma);
    }
}
