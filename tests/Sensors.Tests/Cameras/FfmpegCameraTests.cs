using System.Diagnostics;
using Sensors.Cameras;
using Sensors.Tests.Support;

namespace Sensors.Tests.Cameras;

public sealed class FfmpegCameraTests : IDisposable
{
    private static readonly CameraOpenOptions Plain = new();

    private readonly TemporaryFolder _folder = new();

    [Fact]
    public void A_video_gives_all_its_pictures_with_size_and_rate_and_ends()
    {
        using FfmpegCamera camera = new(Ffmpeg.TestVideo(_folder, "a.mp4", frames: 20), isLive: false, Plain);
        Frame frame = new();
        for (int i = 0; i < 20; i++)
        {
            Assert.True(camera.Read(frame, CancellationToken.None));
            Assert.Equal((160, 120, (long)i), (frame.Width, frame.Height, frame.Sequence));
        }

        Assert.Equal(10, camera.FramesPerSecond);
        Assert.False(camera.Read(frame, CancellationToken.None));
    }

    [Fact]
    public void A_looped_video_goes_on()
    {
        string path = Ffmpeg.TestVideo(_folder, "a.mp4", frames: 5);
        using FfmpegCamera camera = new(path, isLive: false, new CameraOpenOptions { Loop = true });
        Frame frame = new();
        for (int i = 0; i < 23; i++)
            Assert.True(camera.Read(frame, CancellationToken.None));
        Assert.Equal(22, frame.Sequence);
    }

    [Fact]
    public void A_video_whose_name_looks_like_an_option_or_an_address_is_a_file()
    {
        string path = Ffmpeg.TestVideo(_folder, "-i http:x 100%.avi", frames: 1);
        using FfmpegCamera camera = new(path, isLive: false, Plain);
        Assert.True(camera.Read(new Frame(), CancellationToken.None));
    }

    [Fact]
    public void What_is_no_video_is_refused_with_what_ffmpeg_says()
    {
        Ffmpeg.Need();
        using FfmpegCamera camera = new(_folder.File("a.mp4", new byte[1000]), isLive: false, Plain);
        CameraException fault = Assert.Throws<CameraException>(() => camera.Read(new Frame(), CancellationToken.None));
        Assert.Contains("it ended with code", fault.Message, StringComparison.Ordinal);
        Assert.Contains("it said", fault.Message, StringComparison.Ordinal);
        Assert.False(fault.IsOneFrame);
    }

    [Fact]
    public void An_absent_ffmpeg_names_the_package()
    {
        CameraException fault = Assert.Throws<CameraException>(() => new FfmpegCamera("x", isLive: false, Plain, "/nowhere/ffmpeg"));
        Assert.Contains("apt install ffmpeg", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_network_camera_that_refuses_is_told_without_its_password()
    {
        Ffmpeg.Need();
        const string Uri = "rtsp://guard:s3cret@127.0.0.1:1/stream?key=s3cret";
        using FfmpegCamera camera = new(Uri, isLive: true, Plain);
        CameraException fault = Assert.Throws<CameraException>(() => camera.Read(new Frame(), CancellationToken.None));
        Assert.DoesNotContain("s3cret", fault.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("s3cret", camera.Description, StringComparison.Ordinal);
        Assert.Contains("guard", camera.Description, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_child_that_writes_nothing_is_ended_by_closing_the_camera()
    {
        string silent = SilentProgram();
        FfmpegCamera camera = new("x", isLive: true, Plain, silent);
        Task reading = Task.Run(() => camera.Read(new Frame(), CancellationToken.None));
        camera.Dispose();
        await Assert.ThrowsAnyAsync<Exception>(() => reading);
        Assert.False(Directory.Exists($"/proc/{camera.ProcessId}"));
    }

    [Fact]
    public async Task A_child_that_writes_nothing_is_ended_by_cancelling()
    {
        using FfmpegCamera camera = new("x", isLive: true, Plain, SilentProgram());
        using CancellationTokenSource cancel = new();
        Task reading = Task.Run(() => camera.Read(new Frame(), cancel.Token), CancellationToken.None);
        await cancel.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => reading);
    }

    [Fact]
    public void An_ffmpeg_killed_midway_is_started_again_and_no_picture_is_lost_or_doubled()
    {
        string path = Ffmpeg.TestVideo(_folder, "a.mp4", frames: 60, size: "640x480");
        List<FfmpegCamera> opened = [];
        CameraFeedOptions options = new() { EveryFrame = true, FirstPause = TimeSpan.FromMilliseconds(1) };
        using CameraFeed feed = new(Open, options, TimeProvider.System);
        Frame frame = new();
        List<long> taken = [];
        while (feed.TryTake(frame, -1, CancellationToken.None))
        {
            taken.Add(frame.Sequence);
            if (taken.Count == 10)
                Process.GetProcessById(opened[0].ProcessId).Kill();
        }

        Assert.Equal(Enumerable.Range(0, 60).Select(i => (long)i), taken);
        Assert.Equal(2, opened.Count);
        Assert.Equal(1, feed.Counters.Restarts);
        Assert.Equal(CameraState.Ended, feed.Status.State);

        ICamera Open()
        {
            opened.Add(new FfmpegCamera(path, isLive: false, Plain));
            return opened[^1];
        }
    }

    public void Dispose() => _folder.Dispose();

    private string SilentProgram()
    {
        string path = _folder.File("silent", "#!/bin/sh\nsleep 1000\n"u8.ToArray());
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserExecute);
        return path;
    }
}
