using System.Diagnostics;
using System.Globalization;
using Inference;
using Optimizers.Learning.Guarding;
using Optimizers.Learning.Memory;
using Optimizers.Learning.Patches;
using Optimizers.Learning.Rounds;
using Optimizers.Learning.Tuning;
using Pictures = Benchmarks.Cases.Pictures;

namespace Benchmarks.Learning;

/// <summary>
/// A learner in a process of its own, killed (SIGKILL) at random instants while it takes labels, runs chains, asks the guard and swaps; then left alone. Its folder
/// must end in the same state as that of one that was never killed, and no label may be missing whose acceptance it had said.
/// </summary>
internal static class KillTrial
{
    private const int Labels = 700;
    private const int Classes = 3;

    /// <summary>The guard lets through whatever gains on its labels: the trial is about what the disk keeps.</summary>
    private static readonly LearnerPlan Plan = new()
    {
        LabelsPerRound = 30,
        Chain = new TunerPlan { Steps = 3_000_000, Keep = 1 },
        Guard = new GuardPlan(Classes, BetterPpm: 500_000, MarginPpm: 999_000, ClassMarginPpm: 999_000, LabelsPpm: 999_999, VetoPpm: 1),
        CheckpointSteps = 50_000,
    };

    /// <summary>Runs the trial.</summary>
    /// <param name="model">A model file.</param>
    /// <param name="kills">How often.</param>
    public static int Run(string model, int kills)
    {
        string root = Directory.CreateTempSubdirectory("vigie-kills-").FullName;
        try
        {
            Process whole = Begin(Path.Combine(root, "whole"), model);
            string expected = Last(whole);
            string folder = Path.Combine(root, "killed");
            SplitMix random = new(1);
            int killed = 0, lost = 0, said = 0, ended = 0;
            while (killed < kills)
            {
                using Process life = Begin(folder, model);
                int known = said;
                life.OutputDataReceived += (_, line) =>
                {
                    if (line.Data?.Split(' ') is ["holds", var number] && int.Parse(number, CultureInfo.InvariantCulture) < known)
                        lost++;
                    if (line.Data?.Split(' ') is ["accepted", var label])
                        said = int.Parse(label, CultureInfo.InvariantCulture);
                    if (line.Data?.StartsWith("end ", StringComparison.Ordinal) == true)
                        ended++;
                };
                life.BeginOutputReadLine();
                if (!life.WaitForExit(250 + random.Next(1200)))
                {
                    life.Kill();
                    killed++;
                }

                life.WaitForExit();
                if (ended == 0)
                    continue;
                Console.Error.WriteLine($"the learner came to its end after {killed} kills, expected {kills}: give it more labels");
                return 1;
            }

            using Process rest = Begin(folder, model);
            string found = Last(rest);
            Console.WriteLine($"{killed} kills, {said} labels said to be accepted before the last, {lost} starts that lacked one");
            Console.WriteLine($"never killed: {expected}\nkilled:       {found}");
            return lost == 0 && found == expected ? 0 : 1;
        }
        finally
        {
            Directory.Delete(root, recursive: true);
        }
    }

    /// <summary>What a process of the trial does: gives a label while the learner waits, else lets it run; both depend on nothing but what the folder holds.</summary>
    public static int Live(string folder, string model)
    {
        Network shipped = Network.Read(model);
        byte[][] pictures = Pictures.Make(Labels, shipped.Input.Width, out byte[] labels);
        byte[][] elsewhere = pictures[..60];
        PlaceLearner place = PlaceLearner.Open(folder, shipped, Plan, () => elsewhere.Select((picture, i) => new LabelledPicture(i % Classes, picture)));
        foreach (string notice in place.TakeNotices())
            Console.WriteLine($"notice {notice}");
        Console.WriteLine($"holds {place.Memory.Accepted}");
        while (true)
        {
            if (place.Waiting is null)
            {
                place.Run(2000);
                continue;
            }

            int next = (int)place.Memory.Accepted;
            if (next == Labels)
                break;
            // A place of people, and one kind of vehicle: the shipped network has seen no such pictures, so there is something to gain.
            place.Add(pictures[next], (byte)(labels[next] == 0 ? 2 : 1), LabelSource.Operator, $"event-{next}", next);
            Console.WriteLine($"accepted {next + 1}");
        }

        Console.WriteLine($"end {PatchDiff.HashOf(place.Serving)[..16]} memory {place.Memory.Hash:x16} rounds {place.Status.Round} looks {place.Status.Looks} patch {place.Adaptation?.ToBytes().Length ?? 0} bytes");
        return 0;
    }

    private static Process Begin(string folder, string model)
    {
        ProcessStartInfo start = new(Environment.ProcessPath!) { RedirectStandardOutput = true };
        string[] line = Environment.GetCommandLineArgs();
        if (Path.GetFileNameWithoutExtension(Environment.ProcessPath) == "dotnet")
            start.ArgumentList.Add(line[0]);
        foreach (string argument in new[] { "kills-child", folder, model })
            start.ArgumentList.Add(argument);
        return Process.Start(start)!;
    }

    private static string Last(Process process)
    {
        string last = "";
        while (process.StandardOutput.ReadLine() is { } line)
            last = line;
        process.WaitForExit();
        return process.ExitCode == 0 ? last : $"exit code {process.ExitCode}: {last}";
    }
}
