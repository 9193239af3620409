using Sensors.Cameras;
using Sensors.Tests.Support;

namespace Sensors.Tests.Cameras;

public sealed class CameraCatalogTests : IDisposable
{
    private static readonly CameraOpenOptions Plain = new();

    private readonly TemporaryFolder _folder = new();

    [Theory]
    [InlineData("")]
    [InlineData("file:")]
    public void MJPEG_is_read_directly_with_or_without_scheme(string scheme)
    {
        string path = _folder.File("a.mjpeg", [.. Some.Jpeg(seed: 1), .. Some.Jpeg(seed: 2)]);
        CameraCatalog.Check(scheme + path);
        using ICamera camera = CameraCatalog.Open(scheme + path, Plain);
        Assert.IsType<MjpegFileCamera>(camera);
        Assert.Equal(25, camera.FramesPerSecond);
        Assert.Equal(2, CountPictures(camera));
    }

    [Fact]
    public void The_rate_of_a_recording_can_be_given()
    {
        using ICamera camera = CameraCatalog.Open(_folder.File("a.mjpg", Some.Jpeg()), new CameraOpenOptions { FramesPerSecond = 5 });
        Assert.Equal(5, camera.FramesPerSecond);
    }

    [Fact]
    public void A_looped_recording_goes_on_counting()
    {
        string path = _folder.File("a.mjpeg", [.. Some.Jpeg(seed: 1), .. Some.Jpeg(seed: 2)]);
        using ICamera camera = CameraCatalog.Open(path, new CameraOpenOptions { Loop = true });
        Frame frame = new();
        for (int i = 0; i < 7; i++)
        {
            Assert.True(camera.Read(frame, CancellationToken.None));
            Assert.Equal(i, frame.Sequence);
        }
    }

    [Fact]
    public void A_recording_without_one_picture_says_so()
    {
        using ICamera camera = CameraCatalog.Open(_folder.File("a.mjpeg", new byte[10]), Plain);
        Assert.Contains("no JPEG picture", Assert.Throws<CameraException>(() => CountPictures(camera)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_folder_is_read_in_the_order_of_its_names_and_damage_is_one_frame()
    {
        _folder.File("b.jpg", Some.Jpeg(32, 24));
        _folder.File("a.JPEG", Some.Jpeg(16, 8));
        _folder.File("c.png", "no image"u8.ToArray());
        _folder.File("notes.txt", [1]);
        CameraCatalog.Check(_folder.Path);
        using ICamera camera = CameraCatalog.Open("file:" + _folder.Path, Plain);
        Frame frame = new();
        Assert.True(camera.Read(frame, CancellationToken.None));
        Assert.Equal(16, frame.Width);
        Assert.True(camera.Read(frame, CancellationToken.None));
        Assert.Equal(32, frame.Width);
        Assert.True(Assert.Throws<CameraException>(() => camera.Read(frame, CancellationToken.None)).IsOneFrame);
        Assert.False(camera.Read(frame, CancellationToken.None));
    }

    [Fact]
    public void PNG_and_BMP_give_their_grey_levels()
    {
        byte[] luma = Some.Luma(20, 10);
        using MemoryStream png = new();
        new StbImageWriteSharp.ImageWriter().WritePng(luma, 20, 10, StbImageWriteSharp.ColorComponents.Grey, png);
        using ICamera camera = CameraCatalog.Open(_folder.File("a.png", png.ToArray()), Plain);
        Frame frame = new();
        Assert.True(camera.Read(frame, CancellationToken.None));
        Assert.Equal(luma, frame.Luma.ToArray());
    }

    [Theory]
    [InlineData("", "empty")]
    [InlineData("/nowhere/x.mjpeg", "there is no file /nowhere/x.mjpeg")]
    [InlineData("file:/nowhere/x.mp4", "there is no file /nowhere/x.mp4")]
    [InlineData("/nowhere/x.png", "there is no file /nowhere/x.png")]
    [InlineData("ftp://a:b@host/x", "unknown kind of camera 'ftp:' in 'ftp://a:***@host/x'; known are sim:")]
    [InlineData("v4l2:/dev/video0", "not built yet")]
    [InlineData("rpicam:", "not built yet")]
    public void What_cannot_be_opened_says_why(string uri, string reason)
    {
        Assert.Contains(reason, Assert.Throws<CameraException>(() => CameraCatalog.Check(uri)).Message, StringComparison.Ordinal);
        Assert.Contains(reason, Assert.Throws<CameraException>(() => CameraCatalog.Open(uri, Plain)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void An_empty_folder_lists_the_endings_it_looks_for() =>
        Assert.Contains(".png", Assert.Throws<CameraException>(() => CameraCatalog.Check(_folder.Path)).Message, StringComparison.Ordinal);

    [Fact]
    public void An_address_without_host_is_refused() =>
        Assert.Contains(
            "rtsp://[user", Assert.Throws<CameraException>(() => CameraCatalog.Check("rtsp:///x")).Message, StringComparison.Ordinal);

    [Theory]
    [InlineData("rtsp://cam/1", "rtsp://cam/1")]
    [InlineData("rtsp://u@cam/1", "rtsp://u@cam/1")]
    [InlineData("rtsp://u:p@cam/1", "rtsp://u:***@cam/1")]
    [InlineData("rtsp://u:p@q?r@cam/1?k=v", "rtsp://u:***@cam/1?***")]
    [InlineData("http://cam:81/x?pwd=p", "http://cam:81/x?***")]
    [InlineData("/a/b.mp4", "/a/b.mp4")]
    public void Passwords_are_hidden(string uri, string shown) => Assert.Equal(shown, SourceAddress.Redact(uri));

    public void Dispose() => _folder.Dispose();

    private static int CountPictures(ICamera camera)
    {
        Frame frame = new();
        int pictures = 0;
        while (camera.Read(frame, CancellationToken.None))
            pictures++;
        return pictures;
    }
}
