using System.Buffers.Binary;
using System.IO.Compression;
using Inference;

namespace Benchmarks.Shifts;

/// <summary>Grey pictures as a tilted, noisy camera would give them: turned by 15° about their middle, and noise of a deviation of 20 of 255.</summary>
internal static class TurnedPictures
{
    private const double Degrees = 15;
    private const double Deviation = 20;

    /// <summary>Turns a picture, bilinearly, black outside, and adds noise, clamped to 0 to 255.</summary>
    /// <param name="pixels"><c>[side × side]</c>.</param>
    /// <param name="seed">Of the noise.</param>
    public static byte[] Turn(byte[] pixels, ulong seed)
    {
        int side = (int)Math.Sqrt(pixels.Length);
        double middle = (side - 1) / 2.0;
        (double sine, double cosine) = Math.SinCos(Degrees * Math.PI / 180);
        SplitMix random = new(SplitMix.Mix(seed, 15));
        byte[] turned = new byte[pixels.Length];
        for (int y = 0; y < side; y++)
        {
            for (int x = 0; x < side; x++)
            {
                double u = middle + (cosine * (x - middle)) + (sine * (y - middle)), v = middle - (sine * (x - middle)) + (cosine * (y - middle));
                // Box and Muller 1958.
                double noise = Deviation * Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());
                turned[(y * side) + x] = (byte)Math.Clamp(Math.Round(At(pixels, side, u, v) + noise), 0, 255);
            }
        }

        return turned;
    }

    /// <summary>Writes pictures and labels as idx files, by gzip.</summary>
    /// <param name="folder">Where to; made where it is not there.</param>
    /// <param name="part"><c>train</c> or <c>t10k</c>.</param>
    /// <param name="images">28 × 28 pixels each.</param>
    /// <param name="labels">As many.</param>
    public static void Write(string folder, string part, IReadOnlyList<byte[]> images, IReadOnlyList<byte> labels)
    {
        Directory.CreateDirectory(folder);
        using GZipStream pictures = new(File.Create(Path.Combine(folder, part + "-images-idx3-ubyte.gz")), CompressionLevel.Fastest);
        int side = (int)Math.Sqrt(images[0].Length);
        foreach (int number in (ReadOnlySpan<int>)[0x803, images.Count, side, side])
            pictures.Write(BigEndian(number));
        foreach (byte[] image in images)
            pictures.Write(image);
        using GZipStream classes = new(File.Create(Path.Combine(folder, part + "-labels-idx1-ubyte.gz")), CompressionLevel.Fastest);
        foreach (int number in (ReadOnlySpan<int>)[0x801, labels.Count])
            classes.Write(BigEndian(number));
        classes.Write([.. labels]);
    }

    private static double At(byte[] pixels, int side, double x, double y)
    {
        int left = (int)Math.Floor(x), top = (int)Math.Floor(y);
        double right = x - left, low = y - top;
        double Pixel(int column, int row) => (uint)column < (uint)side && (uint)row < (uint)side ? pixels[(row * side) + column] : 0;
        return ((1 - low) * (((1 - right) * Pixel(left, top)) + (right * Pixel(left + 1, top))))
            + (low * (((1 - right) * Pixel(left, top + 1)) + (right * Pixel(left + 1, top + 1))));
    }

    private static byte[] BigEndian(int number)
    {
        byte[] bytes = new byte[4];
        BinaryPrimitives.WriteInt32BigEndian(bytes, number);
        return bytes;
    }
}
