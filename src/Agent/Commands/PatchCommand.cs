using System.CommandLine;
using System.Security.Cryptography;
using Agent.Training;
using Inference.Format;
using Optimizers.Learning.Patches;

namespace Agent.Commands;

/// <summary><c>vigie patch</c>: an adaptation as a few hundred bytes, made, shown, signed, applied and taken back.</summary>
internal static class PatchCommand
{
    /// <summary>Makes the command.</summary>
    public static Command Create() => new("patch", """
        What a network learnt in its place, as the list of what changed against the network it began with: shown, applied to the
        same network elsewhere, taken back, signed. docs/patch-format.md has the bytes and says what a signature promises.
        """)
    {
        Show(),
        Apply(),
        Revert(),
        Make(),
        Sign(),
        PatchReplay.Create(),
    };

    private static Command Show()
    {
        Argument<string> patch = new("PATCH") { Description = "The patch" };
        Option<string[]> trust = Trust("Public key, PEM: says whether it signed the patch; may be repeated");
        Option<bool> json = new("--json") { Description = "One JSON document on standard output" };
        Command command = new("show", "Say what a patch changes, of which network, whence it comes and who signed it.") { patch, trust, json };
        command.SetAction(parsed => Failures.Catch(() =>
        {
            Patch read = Patch.Read(parsed.GetValue(patch)!);
            PatchReport report = PatchReport.Of(read, parsed.GetValue(trust) is { Length: > 0 } keys ? Verify(read, keys) is not null : null);
            report.Print(parsed.GetValue(json));
            return report.SignatureIsGood == false ? ExitCode.Data : ExitCode.Ok;
        }));
        return command;
    }

    private static Command Apply()
    {
        (Option<string?> model, Option<string> patch, Option<string> output) = (Model("Network the patch is of"), Named("--patch", "The patch"), Out("Model file to write"));
        Option<string[]> trust = Trust("Public key, PEM: refuses a patch that none of these signed; may be repeated");
        Command command = new("apply", "Make the adapted network of the network a patch is of.") { model, patch, trust, output };
        command.SetAction(parsed => Failures.Catch(() =>
        {
            Patch read = Patch.Read(parsed.GetValue(patch)!);
            if (parsed.GetValue(trust) is not { Length: > 0 } keys)
                Console.Error.WriteLine($"note: the signature was not checked ({(read.Signature is null ? "there is none" : $"by the key {read.Signature.Key}")}); --trust does");
            else if (Verify(read, keys) is null)
                throw new PatchException(read.Signature is null ? "no signature" : $"a signature in the name of the key {read.Signature.Key}", "a good one by a key of --trust");
            Write(PatchDiff.Apply(ShippedNetwork.Read(parsed.GetValue(model)).Definition, read), parsed.GetValue(output)!);
            return ExitCode.Ok;
        }));
        return command;
    }

    private static Command Revert()
    {
        (Option<string> model, Option<string> patch, Option<string> output) = (Named("--model", "The adapted network"), Named("--patch", "The patch that made it"), Out("Model file to write"));
        Command command = new("revert", "Make the former network of an adapted one; the former file is not needed.") { model, patch, output };
        command.SetAction(parsed => Failures.Catch(() =>
        {
            Write(PatchDiff.Revert(ShippedNetwork.Read(parsed.GetValue(model)).Definition, Patch.Read(parsed.GetValue(patch)!)), parsed.GetValue(output)!);
            return ExitCode.Ok;
        }));
        return command;
    }

    private static Command Make()
    {
        Option<string?> from = new("--base") { Description = "Network before, instead of the one inside vigie", HelpName = "FILE" };
        Option<string> to = Named("--to", "Network after: the same layers, other numbers");
        Option<string?> key = new("--key") { Description = "Private key on P-256, PEM: signs the patch", HelpName = "FILE" };
        Option<string> output = Out("Patch to write");
        Command command = new("make", "Make the patch from one network to another.") { from, to, key, output };
        command.SetAction(parsed => Failures.Catch(() =>
        {
            Patch patch = PatchDiff.Of(ShippedNetwork.Read(parsed.GetValue(from)).Definition, ShippedNetwork.Read(parsed.GetValue(to)).Definition);
            Write(parsed.GetValue(key) is { } path ? Signed(patch, path) : patch, parsed.GetValue(output)!);
            return ExitCode.Ok;
        }));
        return command;
    }

    private static Command Sign()
    {
        Argument<string> patch = new("PATCH") { Description = "The patch" };
        Option<string> key = Named("--key", "Private key on P-256, PEM");
        Option<string?> output = new("--out") { Description = "Patch to write; default: the same file", HelpName = "FILE" };
        Command command = new("sign", "Sign a patch, provenance included; a signature it has is replaced.") { patch, key, output };
        command.SetAction(parsed => Failures.Catch(() =>
        {
            string path = parsed.GetValue(patch)!;
            Write(Signed(Patch.Read(path), parsed.GetValue(key)!), parsed.GetValue(output) ?? path);
            return ExitCode.Ok;
        }));
        return command;
    }

    private static Patch Signed(Patch patch, string path)
    {
        using ECDsa key = Key(path);
        return PatchKeys.Sign(patch, key);
    }

    private static string? Verify(Patch patch, string[] paths)
    {
        ECDsa[] keys = [.. paths.Select(Key)];
        string? key = PatchKeys.Verify(patch, keys);
        Array.ForEach(keys, each => each.Dispose());
        return key;
    }

    private static ECDsa Key(string path)
    {
        try
        {
            return PatchKeys.Read(File.ReadAllText(path));
        }
        catch (PatchException fault)
        {
            throw new PatchException($"{fault.Found} (in {path})", fault.Expected, fault);
        }
    }

    private static void Write(NetworkDefinition network, string path)
    {
        SafeFile.Try(path);
        SafeFile.Write(path, stream => ModelFile.Write(network, stream));
        Console.WriteLine($"wrote {path}, network {PatchDiff.HashOf(network)[..16]}");
    }

    private static void Write(Patch patch, string path)
    {
        byte[] file = patch.ToBytes();
        SafeFile.Try(path);
        SafeFile.Write(path, stream => stream.Write(file));
        Console.WriteLine($"wrote {path}, {file.Length} bytes, from {patch.Base} to {patch.Result}, {PatchReport.Signer(patch)}");
    }

    private static Option<string?> Model(string what) => new("--model") { Description = $"{what}; default: the one inside vigie", HelpName = "FILE" };

    private static Option<string> Named(string name, string what) => new(name) { Description = what, HelpName = "FILE", Required = true };

    private static Option<string> Out(string what) => Named("--out", what);

    private static Option<string[]> Trust(string what) => new("--trust") { Description = what, HelpName = "FILE", DefaultValueFactory = _ => [] };
}
