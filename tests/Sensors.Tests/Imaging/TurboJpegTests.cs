using Sensors.Imaging;
using Sensors.Tests.Support;

namespace Sensors.Tests.Imaging;

public sealed class TurboJpegTests : JpegTests
{
    private static readonly TurboLibrary? Library = TurboLibrary.TryLoad();

    private protected override IJpegCodec Codec
    {
        get
        {
            Assert.SkipUnless(Library is not null, "libturbojpeg.so.0 is not installed");
            return new TurboJpegCodec(Library!);
        }
    }

    [Fact]
    public void Decoding_allocates_nothing_after_the_first_picture()
    {
        byte[] jpeg = Some.Jpeg(320, 240);
        IJpegCodec codec = Codec;
        Frame frame = new();
        Jpeg.DecodeLuma(codec, jpeg, frame);
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < 100; i++)
            Jpeg.DecodeLuma(codec, jpeg, frame);
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    [Fact]
    public void Padding_before_the_end_marker_is_no_damage()
    {
        byte[] jpeg = Some.Jpeg();
        byte[] padded = [.. jpeg[..^2], 0, 0, 0, 0, .. jpeg[^2..]];
        Frame plain = new();
        Frame frame = new();
        Jpeg.DecodeLuma(Codec, jpeg, plain);
        Jpeg.DecodeLuma(Codec, padded, frame);
        Assert.Equal(plain.Luma.ToArray(), frame.Luma.ToArray());
    }

    [Fact]
    public void Both_decoders_agree_but_for_rounding()
    {
        byte[] jpeg = Some.Jpeg(320, 240);
        Frame turbo = new();
        Frame managed = new();
        Jpeg.DecodeLuma(Codec, jpeg, turbo);
        Jpeg.DecodeLuma(new ManagedJpegCodec(), jpeg, managed);
        for (int i = 0; i < turbo.Luma.Length; i++)
            Assert.InRange(turbo.Luma[i] - managed.Luma[i], -2, 2);
    }
}
