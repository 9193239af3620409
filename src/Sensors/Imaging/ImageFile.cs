using Sensors.Cameras;
using StbImageSharp;

namespace Sensors.Imaging;

/// <summary>Image files (JPEG, PNG, BMP) as luma or in colour.</summary>
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
        Guard(path, () => Decode(path, frame));
    }

    /// <summary>Reads one image in colour; a grey one gives equal red, green and blue.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="CameraException">Not an image, damaged, too large or not there; <see cref="CameraException.IsOneFrame"/> is set.</exception>
    public static ColorPicture ReadColor(string path)
    {
        ColorPicture? picture = null;
        Guard(path, () => picture = DecodeColor(path));
        return picture!;
    }

    private static void Guard(string path, Action decode)
    {
        try
        {
            decode();
        }
        catch (Exception fault) when (fault is not OutOfMemoryException)
        {
            // Also what StbImageSharp throws, which is any exception its array access ends in.
            throw new CameraException($"{path}: {fault.Message}", fault) { IsOneFrame = true };
        }
    }

    private static void Decode(string path, Frame frame)
    {
        byte[] bytes = Bytes(path);
        if (IsJpeg(bytes))
        {
            Jpeg.DecodeLuma(bytes, frame);
            return;
        }

        ImageResult image = Decode(bytes, ColorComponents.Grey);
        frame.Resize(image.Width, image.Height);
        image.Data.AsSpan(0, frame.Luma.Length).CopyTo(frame.Luma);
    }

    private static ColorPicture DecodeColor(string path)
    {
        byte[] bytes = Bytes(path);
        if (IsJpeg(bytes))
            return Jpeg.DecodeColor(bytes);
        ImageResult image = Decode(bytes, ColorComponents.RedGreenBlue);
        return new ColorPicture(image.Data, image.Width, image.Height);
    }

    private static byte[] Bytes(string path) => new FileInfo(path).Length <= MostBytes
        ? File.ReadAllBytes(path) : throw new InvalidDataException($"larger than {MostBytes >> 20} MiB");

    private static bool IsJpeg(byte[] bytes) => bytes.AsSpan().StartsWith((ReadOnlySpan<byte>)[0xFF, 0xD8]);

    private static ImageResult Decode(byte[] bytes, ColorComponents components)
    {
        using MemoryStream stream = new(bytes);
        ImageInfo info = ImageInfo.FromStream(stream) ?? throw new InvalidDataException("no JPEG, PNG or BMP image");
        if ((long)info.Width * info.Height is <= 0 or > MostPixels)
            throw new InvalidDataException($"claims {info.Width}×{info.Height} pixels");
        stream.Position = 0;
        return ImageResult.FromStream(stream, components);
    }
}
