using System.Security.Cryptography;
using Agent.Commands;
using Agent.Training;
using Inference;
using Inference.Format;
using Optimizers.Learning.Patches;

namespace Agent.Tests.Commands;

/// <summary><c>vigie patch</c> from files to files.</summary>
public sealed class PatchCommandTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory().FullName;

    public PatchCommandTests()
    {
        NetworkDefinition shipped = ShippedNetwork.Read(null).Definition;
        StageDefinition last = shipped.Stages[^1];
        LinearExitDefinition exit = Assert.IsType<LinearExitDefinition>(last.Exit);
        short[] weights = [.. exit.Weights];
        (weights[0], weights[7]) = ((short)-weights[0], (short)(weights[7] ^ 5));
        Adapted = shipped with { Stages = [.. shipped.Stages.SkipLast(1), last with { Exit = exit with { Weights = weights } }] };
        using FileStream file = File.Create(At("adapted"));
        ModelFile.Write(Adapted, file);
    }

    private NetworkDefinition Adapted { get; }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task Made_signed_applied_and_taken_back_it_gives_the_networks_again()
    {
        using ECDsa key = ECDsa.Create(ECCurve.NamedCurves.nistP256), other = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        await WriteAsync("key", key.ExportPkcs8PrivateKeyPem());
        await WriteAsync("public", key.ExportSubjectPublicKeyInfoPem());
        await WriteAsync("other", other.ExportSubjectPublicKeyInfoPem());
        await Expect(ExitCode.Ok, "make", "--to", At("adapted"), "--out", At("plain"));
        await Expect(ExitCode.Ok, "make", "--to", At("adapted"), "--key", At("key"), "--out", At("signed"));
        await Expect(ExitCode.Data, "make", "--to", At("adapted"), "--key", At("public"), "--out", At("none"));
        await Expect(ExitCode.Ok, "show", At("plain"));
        await Expect(ExitCode.Ok, "show", At("signed"), "--json", "--trust", At("public"));

        await Expect(ExitCode.Ok, "apply", "--patch", At("signed"), "--trust", At("other"), "--trust", At("public"), "--out", At("there"));
        Assert.Equal(await File.ReadAllBytesAsync(At("adapted"), TestContext.Current.CancellationToken), await File.ReadAllBytesAsync(At("there"), TestContext.Current.CancellationToken));
        await Expect(ExitCode.Ok, "apply", "--patch", At("plain"), "--out", At("there"));
        await Expect(ExitCode.Data, "apply", "--patch", At("signed"), "--trust", At("other"), "--out", At("none"));
        await Expect(ExitCode.Data, "apply", "--patch", At("plain"), "--trust", At("public"), "--out", At("none"));
        await Expect(ExitCode.Data, "apply", "--model", At("adapted"), "--patch", At("plain"), "--out", At("none"));
        await Expect(ExitCode.Ok, "sign", At("plain"), "--key", At("key"));
        await Expect(ExitCode.Ok, "apply", "--patch", At("plain"), "--trust", At("public"), "--out", At("there"));
        Assert.False(File.Exists(At("none")));

        await Expect(ExitCode.Ok, "revert", "--model", At("there"), "--patch", At("plain"), "--out", At("former"));
        Assert.Equal(PatchDiff.HashOf(ShippedNetwork.Read(null).Definition), PatchDiff.HashOf(Network.Read(At("former")).Definition));
        Assert.Equal(ShippedNetwork.Read(null).Hash, Network.Read(At("former")).Hash);
    }

    [Fact]
    public async Task What_is_no_patch_or_not_there_ends_with_its_code()
    {
        await WriteAsync("text", "VP\u0001 but no patch");
        await Expect(ExitCode.Data, "show", At("text"));
        await Expect(ExitCode.NoInput, "show", At("nowhere"));
        await Expect(ExitCode.Data, "apply", "--patch", At("text"), "--out", At("none"));
        await Expect(ExitCode.NoInput, "make", "--to", At("nowhere"), "--out", At("none"));
        await Expect(ExitCode.Usage, "revert", "--patch", At("text"), "--out", At("none"));
    }

    [Fact]
    public void A_report_names_tensors_changes_and_key()
    {
        using ECDsa key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        Patch patch = PatchKeys.Sign(PatchDiff.Of(ShippedNetwork.Read(null).Definition, Adapted), key);
        PatchReport report = PatchReport.Of(patch, null);
        PatchTensor tensor = Assert.Single(report.Tensors);
        Assert.Equal(($"stage{Adapted.Stages.Count}.exit.weights", "changes", 2), (tensor.Name, tensor.Kind, tensor.Changed));
        Assert.Equal((PatchKeys.Fingerprint(key), null), (report.SignedBy, report.SignatureIsGood));
        Assert.Equal(patch.ToBytes().Length, report.Bytes);
    }

    private static async Task Expect(int code, params string[] arguments) => Assert.Equal(code, await CommandLine.Invoke(["patch", .. arguments]));

    private string At(string name) => Path.Combine(_folder, name);

    private Task WriteAsync(string name, string text) => File.WriteAllTextAsync(At(name), text, TestContext.Current.CancellationToken);
}
