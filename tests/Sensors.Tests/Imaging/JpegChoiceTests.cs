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

    [Theory]
    [InlineData("turbo", "apt install libturbojpeg0")]
    [InlineData("fast", "expected turbo or managed")]
    public void A_setting_that_cannot_be_met_says_how_to_mend_it(string setting, string mend)
    {
        CameraException fault = Assert.Throws<CameraException>(() => Jpeg.Choose(setting, library: null));
        Assert.Contains(mend, fault.Message, StringComparison.Ordinal);
    }
}
