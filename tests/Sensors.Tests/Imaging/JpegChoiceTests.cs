using Sensors.Cameras;
using Sensors.Imaging;

namespace Sensors.Tests.Imaging;

public sealed class JpegChoiceTests
{
    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("managed")]
    public void Without_the_library_the_managed_decoder_serves(string? setting) =>
        Assert.IsType<ManagedJpegCodec>(Jpeg.Choose(setting, library: null));

    [Fact]
    public void The_library_is_preferred_and_can_be_forced_off()
    {
        TurboLibrary? library = TurboLibrary.TryLoad();
        Assert.SkipUnless(library is not null, "libturbojpeg.so.0 is not installed");
        Assert.StartsWith("libturbojpeg", Jpeg.Choose(null, library).Name, StringComparison.Ordinal);
        Assert.Equal("managed", Jpeg.Choose("managed", library).Name);
    }

    [Fact]
    public void Forcing_an_absent_library_says_what_to_install() =>
        Assert.Contains("apt install libturbojpeg0", Assert.Throws<CameraException>(() => Jpeg.Choose("turbo", library: null)).Message, StringComparison.Ordinal);

    [Fact]
    public void An_unknown_setting_lists_the_known_ones() =>
        Assert.Contains("turbo or managed", Assert.Throws<CameraException>(() => Jpeg.Choose("fast", library: null)).Message, StringComparison.Ordinal);
}
