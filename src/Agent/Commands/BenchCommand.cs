using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using Agent.Diagnostics;
using Agent.Training;
using Inference;

namespace Agent.Commands;

/// <summary><c>vigie bench</c>: what each exit and each layer of a network costs on this board.</summary>
internal static class BenchCommand
{
    /// <summary>Makes the command.</summary>
    public static Command Create()
    {
        Command command = new("bench", """
            Time a network on this board: from picture to answer for each exit, and each layer by itself; the kernel set that
            was chosen and why. One thread, nothing else of vigie running. Compare networks on the board they are meant for.
            """);
        Option<string?> model = new("--model") { Description = "Network to time instead of the one inside vigie", HelpName = "FILE" };
        Option<int> runs = new("--runs") { Description = "Timed runs", DefaultValueFactory = _ => 2000 };
        Option<bool> json = new("--json") { Description = "One JSON document on standard output" };
        runs.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<int>() is < 1 or > 1_000_000)
                result.AddError($"--runs: found {result.GetValueOrDefault<int>()}, expected 1 to 1000000");
        });
        command.Options.Add(model);
        command.Options.Add(runs);
        command.Options.Add(json);
        command.SetAction((parsed, token) => Task.FromResult(Failures.Catch(() =>
            Run(parsed.GetValue(model), parsed.GetValue(runs), parsed.GetValue(json), token))));
        return command;
    }

    private static int Run(string? model, int runs, bool json, CancellationToken token)
    {
        Network network = ShippedNetwork.Read(model);
        BenchReport report = new LatencyBench(network).Measure(Math.Max(50, runs / 10), runs, token);
        if (json)
            Console.WriteLine(JsonSerializer.Serialize(report, BenchJson.Default.BenchReport));
        else
            Print(report);
        return ExitCode.Ok;
    }

    private static void Print(BenchReport report)
    {
        CultureInfo plain = CultureInfo.InvariantCulture;
        Console.WriteLine($"{report.Model} {report.Hash[..12]} on {report.Board}");
        Console.WriteLine($"kernels {report.Kernels}: {report.KernelsReason}");
        string others = string.Join(", ", report.KernelSets.Where(set => set.Key != report.Kernels).Select(set => $"{set.Key} {(set.Value ? "possible" : "not on this machine")}"));
        Console.WriteLine($"        ({others})");
        Console.WriteLine(string.Create(
            plain, $"{report.Runs} runs, {report.AllocatedBytes} bytes allocated, workspace {report.WorkspaceBytes / 1024.0:F0} KiB"));
        Console.WriteLine();
        Console.WriteLine($"{"",-16} {"",-18} {"min µs",9} {"median",9} {"p99",9} {"MACs",12} {"Gop/s",8}");
        foreach (BenchExit exit in report.Exits)
            Print($"to exit {exit.Exit}", "", exit.Time, exit.Macs, "");
        Console.WriteLine();
        foreach (BenchLayer layer in report.Layers)
            Print(layer.Place, layer.Kind, layer.Time, layer.Macs, layer.Kernel);
    }

    private static void Print(string place, string kind, BenchTime time, long macs, string kernel) => Console.WriteLine(string.Create(
        CultureInfo.InvariantCulture,
        $"{place,-16} {kind,-18} {time.MinimumUs,9:F1} {time.MedianUs,9:F1} {time.P99Us,9:F1} {macs,12:N0} {time.Gops,8:F0}  {kernel}").TrimEnd());
}
