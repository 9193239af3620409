using Agent.Commands;
using Agent.Tests.Repository;
using Agent.Training;
using Inference;
using Inference.Format;

namespace Agent.Tests.Commands;

/// <summary><c>vigie calibrate</c> from what it reads to the file it writes.</summary>
public sealed class CalibrateCommandTests : IDisposable
{
    private readonly string _out = Path.Combine(Path.GetTempPath(), $"{Guid.NewGuid()}.safetensors");

    public void Dispose() => File.Delete(_out);

    [Fact]
    public async Task A_recording_of_the_simulator_gives_the_same_weights_with_certificates_by_track()
    {
        Assert.Equal(ExitCode.Ok, await Calibrate("sim:?seed=5&minutes=3&objects=20&width=320&height=240&fps=5"));
        Network read = Network.Read(_out);
        Assert.Equal(ShippedNetwork.Read(null).Hash, read.Hash);
        Certificate[] certificates = [.. read.Definition.Stages.Select(stage => stage.Exit.Certificate).OfType<Certificate>()];
        Assert.NotEmpty(certificates);
        Assert.All(certificates, certificate => Assert.Equal((500_000, 50_000, true), (certificate.RiskPpm, certificate.FailurePpm, certificate.Grouped)));
    }

    [Fact]
    public async Task A_clip_is_watched_at_its_own_pace()
    {
        string clip = Path.Combine(Checkout.Root, "../shared/data/clips/highway_cdnet.mjpeg");
        Assert.SkipUnless(File.Exists(clip), $"no {clip}");
        Assert.Equal(ExitCode.Ok, await Calibrate(clip));
        Certificate certificate = Assert.IsType<Certificate>(Network.Read(_out).Definition.Stages[0].Exit.Certificate);
        // About forty vehicles pass; were each look a track of its own there would be thousands.
        Assert.InRange(certificate.Reached, 20, 300);
    }

    private Task<int> Calibrate(string camera) => CommandLine.Invoke(["calibrate", "--camera", camera, "--risk", "0.5", "--out", _out]);
}
