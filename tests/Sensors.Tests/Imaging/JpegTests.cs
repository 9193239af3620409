using System.Buffers.Binary;
using Sensors.Cameras;
using Sensors.Imaging;
using Sensors.Tests.Support;

namespace Sensors.Tests.Imaging;

/// <summary>The laws of JPEG, for each decoder.</summary>
public abstract class JpegTests
{
    private protected abstract IJpegCodec Codec { get; }

    [Theory]
    [InlineData(1, 1)]
    [InlineData(8, 8)]
    [InlineData(17, 31)]
    [InlineData(320, 240)]
    public void A_picture_survives_encoding_and_decoding(int width, int height)
    {
        byte[] luma = Some.Luma(width, height);
        Frame frame = new();
        Jpeg.DecodeLuma(Codec, Jpeg.EncodeLuma(Codec, luma, width, height, 95), frame);
        Assert.Equal((width, height), (frame.Width, frame.Height));
        double error = luma.Zip(frame.Luma.ToArray(), (a, b) => Math.Abs(a - b)).Average();
        Assert.True(error < 3, $"mean error {error}");
    }

    [Fact]
    public void Of_a_colour_picture_the_luma_is_taken()
    {
        byte[] luma = Some.Luma(48, 32);
        Frame frame = new();
        // The managed encoder writes three planes.
        Jpeg.DecodeLuma(Codec, Some.Jpeg(48, 32), frame);
        Assert.True(luma.Zip(frame.Luma.ToArray(), (a, b) => Math.Abs(a - b)).Average() < 3);
    }

    /// <summary>Broad patches of colour survive; a grey picture gives three equal planes; damage is refused as it is for luma.</summary>
    [Fact]
    public void A_colour_picture_gives_red_green_and_blue()
    {
        byte[] rgb = Some.Colour(48, 32);
        using MemoryStream stream = new();
        new StbImageWriteSharp.ImageWriter().WriteJpg(rgb, 48, 32, StbImageWriteSharp.ColorComponents.RedGreenBlue, stream, 95);
        ColorPicture picture = Jpeg.DecodeColor(Codec, stream.ToArray());
        Assert.Equal((48, 32, rgb.Length), (picture.Width, picture.Height, picture.Pixels.Length));
        Assert.True(rgb.Zip(picture.Pixels, (a, b) => Math.Abs(a - b)).Average() < 4);
        byte[] grey = Jpeg.DecodeColor(Codec, Jpeg.EncodeLuma(Codec, Some.Luma(17, 9), 17, 9, 95)).Pixels;
        for (int i = 0; i < grey.Length; i += 3)
            Assert.True(grey[i] == grey[i + 1] && grey[i] == grey[i + 2]);
        Assert.True(Assert.Throws<CameraException>(() => Jpeg.DecodeColor(Codec, stream.ToArray().AsSpan(0, 400))).IsOneFrame);
    }

    [Fact]
    public void A_picture_cut_off_anywhere_is_one_damaged_frame()
    {
        byte[] jpeg = Some.Jpeg();
        Frame frame = new();
        for (int length = 0; length < jpeg.Length; length++)
            Assert.True(Refuses(jpeg[..length], frame), $"{length} bytes were taken for a whole picture");
    }

    [Fact]
    public void Changed_bytes_never_do_more_than_damage_the_frame()
    {
        byte[] jpeg = Some.Jpeg();
        Random random = new(5);
        Frame frame = new();
        for (int i = 0; i < 4000; i++)
        {
            byte[] changed = [.. jpeg];
            for (int k = random.Next(1, 5); k > 0; k--)
                changed[random.Next(changed.Length)] = (byte)random.Next(256);
            _ = Refuses(changed, frame);
            Assert.True(frame.Width * frame.Height <= 512 * changed.Length);
        }
    }

    [Theory]
    [InlineData(65500, 65500)]
    [InlineData(16384, 16384)]
    [InlineData(4000, 4000)]
    [InlineData(0, 32)]
    public void An_absurd_size_is_refused_before_memory_is_taken(int width, int height)
    {
        byte[] jpeg = Some.Jpeg();
        int header = jpeg.AsSpan().IndexOf((ReadOnlySpan<byte>)[0xFF, 0xC0]);
        BinaryPrimitives.WriteUInt16BigEndian(jpeg.AsSpan(header + 5), (ushort)height);
        BinaryPrimitives.WriteUInt16BigEndian(jpeg.AsSpan(header + 7), (ushort)width);
        Frame frame = new();
        long before = GC.GetAllocatedBytesForCurrentThread();
        Assert.True(Refuses(jpeg, frame));
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 100_000);
    }

    [Fact]
    public void What_is_no_JPEG_is_refused() => Assert.True(Refuses("GIF89a, and so on"u8.ToArray(), new Frame()));

    private bool Refuses(byte[] jpeg, Frame frame)
    {
        try
        {
            Jpeg.DecodeLuma(Codec, jpeg, frame);
            return false;
        }
        catch (CameraException fault)
        {
            Assert.True(fault.IsOneFrame);
            return true;
        }
    }
}
