using System.Diagnostics;

namespace Sensors.Tests.Support;

/// <summary>Makes videos with the ffmpeg of this machine; skips the test where there is none.</summary>
internal static class Ffmpeg
{
    public static void Need()
    {
        string[] folders = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':');
        Assert.SkipUnless(folders.Any(folder => File.Exists(Path.Combine(folder, "ffmpeg"))), "ffmpeg is not installed");
    }

    public static string TestVideo(TemporaryFolder folder, string name, int frames, string size = "160x120")
    {
        Need();
        string path = Path.Combine(folder.Path, name);
        Run("-f", "lavfi", "-i", $"testsrc=size={size}:rate=10", "-frames:v", $"{frames}", "-c:v", "mpeg4", path);
        return path;
    }

    public static void Run(params string[] arguments)
    {
        using Process process = Process.Start(new ProcessStartInfo("ffmpeg", ["-nostdin", "-v", "error", "-y", .. arguments]))!;
        process.WaitForExit();
        Assert.Equal(0, process.ExitCode);
    }
}
