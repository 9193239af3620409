using Sensors.Cameras;
using Sensors.Tests.Support;

namespace Sensors.Tests.Cameras;

/// <summary>Real recordings, beside the checkout.</summary>
public sealed class ClipsTests
{
    [Theory]
    [InlineData("highway2_aton.mjpeg", 320, 240, 500)]
    [InlineData("highway_cdnet.mjpeg", 320, 240, 1699)]
    [InlineData("onebyone_intel.mjpeg", 480, 270, 1394)]
    public void Every_picture_of_a_recording_is_read_and_none_is_called_a_fault(string name, int width, int height, int pictures)
    {
        string path = Checkout.Clip(name);
        CameraFeedOptions options = new() { EveryFrame = true };
        using CameraFeed feed = new(() => CameraCatalog.Open(path, new CameraOpenOptions()), options, TimeProvider.System);
        List<CameraState> states = [];
        feed.StatusChanged += status => states.Add(status.State);
        Frame frame = new();
        int taken = 0;
        while (feed.TryTake(frame, -1, CancellationToken.None))
        {
            Assert.Equal((width, height, (long)taken), (frame.Width, frame.Height, frame.Sequence));
            taken++;
        }

        // As many as `ffprobe -count_frames` says.
        Assert.Equal(pictures, taken);
        Assert.Equal([CameraState.Online, CameraState.Ended], states);
        Assert.Equal(0, feed.Counters.Damaged);
    }

    [Theory]
    [InlineData("highway2_aton.mjpeg")]
    [InlineData("highway_cdnet.mjpeg")]
    [InlineData("onebyone_intel.mjpeg")]
    public void Luma_is_what_ffmpeg_decodes_within_two_levels(string name)
    {
        Ffmpeg.Need();
        string path = Checkout.Clip(name);
        using MjpegFileCamera ours = new(path, new CameraOpenOptions());
        using FfmpegCamera theirs = new(path, isLive: false, new CameraOpenOptions());
        Frame frame = new();
        Frame other = new();
        for (int i = 0; i < 60; i++)
        {
            Assert.True(ours.Read(frame, CancellationToken.None) && theirs.Read(other, CancellationToken.None));
            int worst = 0;
            for (int pixel = 0; pixel < frame.Luma.Length; pixel++)
                worst = Math.Max(worst, Math.Abs(frame.Luma[pixel] - other.Luma[pixel]));
            Assert.InRange(worst, 0, 2);
        }
    }
}
