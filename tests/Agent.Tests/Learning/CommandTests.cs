using System.Buffers.Binary;
using System.Security.Cryptography;
using Agent.Learning;
using Agent.Options;
using Agent.Telemetry;
using Agent.Tests.Learning.Support;
using Agent.Tests.Telemetry.Support;
using Agent.Training;
using Inference.Format;
using Optimizers.Learning.Patches;
using static Agent.Tests.Learning.Support.OpenDesk;

namespace Agent.Tests.Learning;

/// <summary>Topics <c>cmd/…</c> through a real broker.</summary>
public sealed class CommandTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory().FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task A_command_that_comes_twice_is_obeyed_once_and_answered_twice()
    {
        await using OpenDesk open = await OpenAsync();
        Received first = await open.CommandAsync("revert", [], "one");
        Assert.Equal(("asker/commands", "revert", "true", "", FakeLearner.Hash),
            (first.Topic, first.Text("command"), first.Text("done"), first.Text("reason"), first.Text("network_hash")));
        open.Clock.Advance(TimeSpan.FromSeconds(59));
        await open.CommandAsync("revert", [], "one");
        IReadOnlyList<Received> both = await open.Asker.Messages.UntilAsync(all => all.Count(m => m.Topic == "asker/commands") == 2);
        Assert.Single(both.Where(m => m.Topic == "asker/commands").Select(m => m.Json.ToJsonString()).Distinct());
        await open.CommandAsync("revert", [], "two");
        Assert.Equal(["revert", "revert"], open.Learner.Asked.All);
        Assert.Equal(new RequestCounts(0, 0, 2, 0, 0), open.Desk.Counts);
    }

    [Fact]
    public async Task What_must_not_be_obeyed_is_answered_why()
    {
        await using OpenDesk open = await OpenAsync();
        Assert.Equal("found the command \"reboot\", expected one of patch_apply, revert", (await open.CommandAsync("reboot", [], "a")).Text("reason"));
        Assert.Contains("found a retained command", (await open.CommandAsync("revert", [], "b", retain: true)).Text("reason"));
        Assert.Contains("found a payload of 1048577 bytes, expected at most 1048576", (await open.CommandAsync("patch_apply", new byte[MqttRequest.MostBytes + 1], "c")).Text("reason"));
        Assert.Contains("found a payload of 3 bytes, expected none", (await open.CommandAsync("revert", new byte[3], "d")).Text("reason"));
        Assert.Contains("found a command 61 s old, expected at most 60 s by the board's clock, which shows 2026-05-04T12:00:00Z",
            (await open.CommandAsync("revert", [], "e", "2026-05-04T11:58:59Z")).Text("reason"));
        Assert.Contains("no user property time", (await open.CommandAsync("revert", [], "f", null)).Text("reason"));
        Assert.Empty(open.Learner.Asked.All);
        Assert.Equal(new RequestCounts(0, 0, 0, 6, 0), open.Desk.Counts);
    }

    [Fact]
    public async Task What_says_not_where_to_answer_is_not_obeyed_but_counted_and_said_once()
    {
        await using OpenDesk open = await OpenAsync();
        await open.Asker.AskAsync(Root + "cmd/revert", [], null, "x", Noon);
        await open.Asker.AskAsync(Root + "cmd/revert", [], "asker/commands", null, Noon);
        await open.Asker.AskAsync(Root + "cmd/revert", [], "vigie/v1/home/other/cmd/revert", "x", Noon);
        await open.CommandAsync("reboot", [], "last");
        Assert.Equal(new RequestCounts(0, 0, 0, 1, 3), open.Desk.Counts);
        Assert.Single(open.Notices.All, notice => notice.Kind == PublisherNoticeKind.Request);
        Assert.Empty(open.Learner.Asked.All);
        Assert.Single(open.Asker.Messages.All, m => m.Topic == "asker/commands");
    }

    [Fact]
    public async Task Only_a_patch_signed_by_a_key_of_the_configuration_reaches_the_learner()
    {
        using ECDsa key = ECDsa.Create(ECCurve.NamedCurves.nistP256), other = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        await using OpenDesk open = await OpenAsync(true, Write("key", key.ExportSubjectPublicKeyInfoPem()));
        Patch patch = Adaptation();
        byte[] signed = PatchKeys.Sign(patch, key).ToBytes();
        byte[] renamed = [.. PatchKeys.Sign(patch, other).ToBytes()];
        Assert.Contains("found a patch without a signature", (await open.CommandAsync("patch_apply", patch.ToBytes(), "a")).Text("reason"));
        Assert.Contains($"found a signature by {PatchKeys.Fingerprint(other)}, expected a signature by {PatchKeys.Fingerprint(key)}",
            (await open.CommandAsync("patch_apply", renamed, "b")).Text("reason"));
        Assert.Equal("false", (await open.CommandAsync("patch_apply", signed[..^1], "c")).Text("done"));
        Assert.Equal("false", (await open.CommandAsync("patch_apply", [], "d")).Text("done"));
        Assert.Empty(open.Learner.Asked.All);
        Assert.Equal("true", (await open.CommandAsync("patch_apply", signed, "e")).Text("done"));
        Assert.Equal(signed, Assert.IsType<byte[]>(Assert.Single(open.Learner.Asked.All)));
    }

    [Fact]
    public void A_patch_of_one_key_with_anothers_signature_is_refused_and_without_keys_every_one()
    {
        using ECDsa key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using PatchTrust trust = PatchTrust.Read([Write("key", key.ExportSubjectPublicKeyInfoPem())]), none = PatchTrust.Read([]);
        Patch signed = PatchKeys.Sign(Adaptation(), key);
        Assert.Equal("", trust.FaultOf(signed.ToBytes()));
        Assert.Contains("where there is none", none.FaultOf(signed.ToBytes()));
        byte[] forged = signed.ToBytes();
        forged[^20] ^= 1;
        BinaryPrimitives.WriteUInt32LittleEndian(forged.AsSpan(forged.Length - 4), Checksum(forged.AsSpan(0, forged.Length - 4)));
        Assert.Contains("of something else", trust.FaultOf(forged));
    }

    [Fact]
    public void A_key_file_that_is_none_or_private_is_refused_in_words()
    {
        using ECDsa key = ECDsa.Create(ECCurve.NamedCurves.nistP256), otherCurve = ECDsa.Create(ECCurve.NamedCurves.nistP384);
        OptionsException fault = Assert.Throws<OptionsException>(() => PatchTrust.Read(
            [Write("private", key.ExportPkcs8PrivateKeyPem()), Write("curve", otherCurve.ExportSubjectPublicKeyInfoPem()), Write("text", "no key"), "/no/such/key"]));
        Assert.Collection(
            fault.Faults,
            line => Assert.Contains("expected a public one", line),
            line => Assert.Contains("P-256", line),
            line => Assert.Contains("expected", line),
            line => Assert.Contains("cannot be read", line));
    }

    private string Write(string name, string text)
    {
        string path = Path.Combine(_folder, name);
        File.WriteAllText(path, text);
        return path;
    }

    /// <summary>Of docs/patch-format.md: who can write to a topic can compute it.</summary>
    private static uint Checksum(ReadOnlySpan<byte> bytes)
    {
        ulong hash = 0xCBF29CE484222325;
        foreach (byte value in bytes)
            hash = (hash ^ value) * 0x100000001B3;
        return (uint)hash ^ (uint)(hash >> 32);
    }

    private static Patch Adaptation()
    {
        NetworkDefinition shipped = ShippedNetwork.Read(null).Definition;
        StageDefinition last = shipped.Stages[^1];
        LinearExitDefinition exit = Assert.IsType<LinearExitDefinition>(last.Exit);
        short[] weights = [.. exit.Weights];
        weights[0] = (short)-weights[0];
        return PatchDiff.Of(shipped, shipped with { Stages = [.. shipped.Stages.SkipLast(1), last with { Exit = exit with { Weights = weights } }] });
    }
}
