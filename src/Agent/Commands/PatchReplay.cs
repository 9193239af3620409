using System.CommandLine;
using Agent.Learning;
using Agent.Training;
using Inference;
using Optimizers.Learning.Patches;
using Optimizers.Learning.Rounds;

namespace Agent.Commands;

/// <summary><c>vigie patch replay</c>: runs the chain behind a patch again and compares.</summary>
internal static class PatchReplay
{
    /// <summary>Makes the command.</summary>
    public static Command Create()
    {
        Argument<string> patch = new("PATCH") { Description = "The patch, with provenance" };
        Option<string> round = new("--round") { Description = "The round behind it: RESULT.round of the board's learning folder", HelpName = "FILE", Required = true };
        Option<string?> model = new("--model") { Description = "Network the board began with; default: the one inside vigie", HelpName = "FILE" };
        Command command = new("replay", "Run the chain behind a patch again, from the board's samples, and say whether it comes to the same network, bit for bit.") { patch, round, model };
        command.SetAction((parsed, token) => Task.FromResult(Failures.Catch(
            () => Run(Patch.Read(parsed.GetValue(patch)!), parsed.GetValue(round)!, ShippedNetwork.Read(parsed.GetValue(model)), token))));
        return command;
    }

    private static int Run(Patch patch, string path, Network shipped, CancellationToken token)
    {
        if (patch.Provenance is not { } origin)
            throw new PatchException("a patch without provenance", "one that a learner made");
        RoundReplay replay;
        try
        {
            replay = RoundReplay.Open(File.ReadAllBytes(path), shipped, () => Anchors.Of(shipped));
        }
        catch (InvalidDataException fault)
        {
            throw new DataException($"{path}: {fault.Message}");
        }

        if (replay.Hash != origin.Memory)
            throw new DataException($"{path}: found the round {replay.Hash}, expected that of the patch, {origin.Memory}");
        ProgressLine progress = new(0);
        while (replay.Run(5000))
        {
            token.ThrowIfCancellationRequested();
            progress.Show(replay.Steps / (double)replay.StepsTotal, () => $"{replay.Steps:N0} steps");
        }

        string result = PatchDiff.HashOf(replay.Result());
        bool isSame = result == origin.Result;
        Console.WriteLine($"{replay.StepsTotal:N0} steps over {replay.Samples} samples come to {result[..16]}: {(isSame ? "the same network" : $"not that of the patch, {origin.Result[..16]}")}");
        return isSame ? ExitCode.Ok : ExitCode.Data;
    }
}
