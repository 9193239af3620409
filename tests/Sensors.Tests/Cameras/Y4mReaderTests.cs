using Sensors.Cameras;
using Sensors.Tests.Support;

namespace Sensors.Tests.Cameras;

public sealed class Y4mReaderTests
{
    [Fact]
    public void Pictures_come_through_a_pipe_that_drips()
    {
        byte[] first = Some.Luma(9, 5, seed: 1);
        byte[] second = Some.Luma(9, 5, seed: 2);
        byte[] stream = [.. "YUV4MPEG2 W9 H5 F30000:1001 Ip Cmono\nFRAME\n"u8, .. first, .. "FRAME Ip\n"u8, .. second];
        Y4mReader reader = new(new DripStream(stream));
        Frame frame = new();
        Assert.True(reader.TryReadHeader());
        Assert.Equal(29.97, reader.FramesPerSecond!.Value, 0.01);
        Assert.True(reader.TryRead(frame));
        Assert.Equal(first, frame.Luma.ToArray());
        Assert.True(reader.TryRead(frame));
        Assert.Equal(second, frame.Luma.ToArray());
        Assert.False(reader.TryRead(frame));
    }

    [Theory]
    [InlineData("YUV4MPEG2 W9 H5 F25:1 C420jpeg\n")]
    [InlineData("YUV4MPEG2 W99999 H5 Cmono\n")]
    [InlineData("YUV4MPEG2 W-1 H5 Cmono\n")]
    [InlineData("RIFF and so on\n")]
    public void Another_format_is_refused(string header)
    {
        Y4mReader reader = new(new MemoryStream(System.Text.Encoding.ASCII.GetBytes(header)));
        Assert.Throws<InvalidDataException>(() => reader.TryReadHeader());
    }

    [Fact]
    public void A_line_without_end_is_refused() =>
        Assert.Throws<InvalidDataException>(() => new Y4mReader(new MemoryStream(new byte[100_000])).TryReadHeader());

    [Fact]
    public void A_picture_that_breaks_off_is_no_picture()
    {
        Y4mReader reader = new(new MemoryStream([.. "YUV4MPEG2 W9 H5 F0:0 Cmono\nFRAME\n"u8, 1, 2, 3]));
        Assert.True(reader.TryReadHeader());
        Assert.Null(reader.FramesPerSecond);
        Assert.Throws<EndOfStreamException>(() => reader.TryRead(new Frame()));
    }
}
