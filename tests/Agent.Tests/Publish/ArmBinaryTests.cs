using System.Diagnostics;
using Agent.Tests.Repository;
using Sensors;
using Sensors.Imaging;
using Sensors.Simulation;

namespace Agent.Tests.Publish;

/// <summary>The product itself: the native arm64 executable, as `./test.sh` publishes it, run under qemu.</summary>
public sealed class ArmBinaryTests
{
    private const int Frames = 60;
    private static readonly string Arm = Path.Combine(Checkout.Root, "artifacts/publish/linux-arm64-aot/vigie");
    private static readonly string X64 = Path.Combine(Checkout.Root, "artifacts/publish/linux-x64-aot/vigie");

    [Fact]
    public void It_is_one_file_of_at_most_20_MB()
    {
        Assert.SkipUnless(File.Exists(Arm), "publish it first: ./test.sh does");
        string[] files = [.. Directory.GetFiles(Path.GetDirectoryName(Arm)!).Select(file => Path.GetFileName(file))];
        Assert.Equal(["vigie"], files);
        Assert.InRange(new FileInfo(Arm).Length, 1, 20_000_000);
    }

    /// <summary>cortex-a72 (Pi 4) has no dot product, cortex-a76 (Pi 5) has: both kernel choices are run.</summary>
    [Theory]
    [InlineData("cortex-a72")]
    [InlineData("cortex-a76")]
    public async Task It_decides_as_x64_does_on_60_frames_of_a_clip(string cpu)
    {
        Assert.SkipUnless(File.Exists(Arm) && File.Exists(X64), "publish them first: ./test.sh does");
        string folder = Directory.CreateTempSubdirectory("vigie").FullName;
        try
        {
            string clip = Path.Combine(folder, "clip.mjpeg");
            WriteClip(clip);
            string[] watch = ["run", "--camera", clip, "--once", "--broker", "embedded", "--trace"];
            string expected = Path.Combine(folder, "x64");
            string found = Path.Combine(folder, "arm64");
            await Run(X64, [.. watch, expected]);
            await Run("qemu-aarch64", ["-L", "/usr/aarch64-linux-gnu", "-cpu", cpu, Arm, .. watch, found]);
            string[] decisions = File.ReadAllLines(expected);
            Assert.True(decisions.Length >= 10, $"{decisions.Length} decisions: too few to compare");
            Assert.Equal(decisions, File.ReadAllLines(found));
        }
        finally
        {
            Directory.Delete(folder, true);
        }
    }

    /// <summary>A street with people and vehicles, from the moment when the gate has learned it and the first one comes.</summary>
    private static void WriteClip(string path)
    {
        using SimulatedCamera camera = new(SceneOptions.Parse("sim:?seed=7&width=320&height=240&fps=5&objects=30"));
        using FileStream file = File.Create(path);
        Frame frame = new();
        int written = 0, quiet = 0;
        while (written < Frames && camera.Read(frame, CancellationToken.None))
        {
            if (written == 0 && (camera.Truth.IsEmpty || quiet < 10))
            {
                quiet = camera.Truth.IsEmpty ? quiet + 1 : 0;
                continue;
            }

            file.Write(Jpeg.EncodeLuma(frame.Luma, frame.Width, frame.Height, 90));
            written++;
        }
    }

    private static async Task Run(string program, string[] arguments)
    {
        ProcessStartInfo start = new(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true };
        // The same decoder on both sides: the cross system has no libturbojpeg.
        start.Environment["VIGIE_JPEG"] = "managed";
        using Process process = Process.Start(start)!;
        Task<string> output = process.StandardOutput.ReadToEndAsync();
        Task<string> errors = process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.True(process.ExitCode == 0, $"{program} ended with {process.ExitCode}:\n{await output}\n{await errors}");
    }
}
