using Sensors.Cameras;
using Sensors.Imaging;
using Sensors.Tests.Support;

namespace Sensors.Tests.Imaging;

public sealed class ImageFileTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void PNG_and_BMP_give_their_colours_exactly_and_grey_ones_three_equal_planes()
    {
        byte[] rgb = Some.Colour(20, 10), luma = Some.Luma(20, 10);
        StbImageWriteSharp.ImageWriter writer = new();
        foreach (string name in new[] { "c.png", "c.bmp" })
        {
            using MemoryStream stream = new();
            if (name == "c.png")
                writer.WritePng(rgb, 20, 10, StbImageWriteSharp.ColorComponents.RedGreenBlue, stream);
            else
                writer.WriteBmp(rgb, 20, 10, StbImageWriteSharp.ColorComponents.RedGreenBlue, stream);
            ColorPicture picture = ImageFile.ReadColor(_folder.File(name, stream.ToArray()));
            Assert.Equal((20, 10), (picture.Width, picture.Height));
            Assert.Equal(rgb, picture.Pixels);
        }

        using MemoryStream grey = new();
        writer.WritePng(luma, 20, 10, StbImageWriteSharp.ColorComponents.Grey, grey);
        Assert.Equal(luma.SelectMany(l => new[] { l, l, l }), ImageFile.ReadColor(_folder.File("g.png", grey.ToArray())).Pixels);
    }

    [Fact]
    public void What_is_no_picture_is_named()
    {
        string path = _folder.File("x.png", [1, 2, 3]);
        CameraException fault = Assert.Throws<CameraException>(() => ImageFile.ReadColor(path));
        Assert.True(fault.IsOneFrame);
        Assert.Contains("x.png", fault.Message, StringComparison.Ordinal);
    }
}
