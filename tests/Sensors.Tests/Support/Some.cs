using Sensors.Imaging;

namespace Sensors.Tests.Support;

/// <summary>Pictures to test with, all from seeds.</summary>
internal static class Some
{
    /// <summary>A slope with a bright square and a little noise.</summary>
    public static byte[] Luma(int width, int height, int seed = 1)
    {
        Random random = new(seed);
        byte[] luma = new byte[width * height];
        for (int y = 0; y < height; y++)
        {
            for (int x = 0; x < width; x++)
            {
                bool isSquare = x > width / 4 && x < width / 2 && y > height / 4 && y < height / 2;
                luma[(y * width) + x] = (byte)((isSquare ? 180 : 40 + (x * 60 / width)) + random.Next(4));
            }
        }

        return luma;
    }

    /// <summary>Red to the left, green in the middle, blue to the right, each darker downwards.</summary>
    public static byte[] Colour(int width, int height)
    {
        byte[] rgb = new byte[width * height * 3];
        for (int i = 0; i < width * height; i++)
            rgb[(3 * i) + (i % width * 3 / width)] = (byte)(200 - (i / width * 100 / height));
        return rgb;
    }

    public static byte[] Jpeg(int width = 48, int height = 32, int seed = 1) =>
        new ManagedJpegCodec().Encode(Luma(width, height, seed), width, height, 90);

    /// <summary>The picture with an application segment that holds a whole picture, as cameras embed thumbnails.</summary>
    public static byte[] WithThumbnail(byte[] jpeg, byte[] thumbnail)
    {
        int length = thumbnail.Length + 2;
        return [.. jpeg[..2], 0xFF, 0xE1, (byte)(length >> 8), (byte)length, .. thumbnail, .. jpeg[2..]];
    }

    public static Frame Frame(int width, int height, int seed = 1)
    {
        Frame frame = new();
        frame.Resize(width, height);
        Luma(width, height, seed).CopyTo(frame.Luma);
        return frame;
    }
}
