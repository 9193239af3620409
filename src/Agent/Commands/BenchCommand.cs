using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using Agent.Diagnostics;
using Agent.Training;
using Inference;
using Sensors.Cameras;

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
        Option<string?> camera = new("--camera")
        {
            Description = "Time the whole cascade on a recording instead: a file, or sim:?minutes=…, against the last exit run everywhere",
            HelpName = "URI",
        };
        Option<bool> json = new("--json") { Description = "One JSON document on standard output" };
        runs.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<int>() is < 1 or > 1_000_000)
                result.AddError($"--runs: found {result.GetValueOrDefault<int>()}, expected 1 to 1000000");
        });
        command.Options.Add(model);
        command.Options.Add(runs);
        command.Options.Add(camera);
        command.Options.Add(json);
        command.SetAction((parsed, token) => Task.FromResult(Failures.Catch(() =>
            parsed.GetValue(camera) is { } uri
                ? RunCascade(parsed.GetValue(model), uri, parsed.GetValue(json), token)
                : Run(parsed.GetValue(model), parsed.GetValue(runs), parsed.GetValue(json), token))));
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

    private static int RunCascade(string? model, string camera, bool json, CancellationToken token)
    {
        CameraCatalog.Check(camera);
        if (CameraCatalog.IsEndless(camera))
            throw new CameraException($"{camera} has no end, which a measurement would wait for; add minutes, as in sim:?minutes=10");
        CascadeReport report = new CascadeBench(ShippedNetwork.Read(model)).Measure(camera, token);
        if (json)
            Console.WriteLine(JsonSerializer.Serialize(report, CascadeJson.Default.CascadeReport));
        else
            Print(report);
        return ExitCode.Ok;
    }

    private static void Print(CascadeReport report)
    {
        void Line(string what, FormattableString value) => Console.WriteLine($"{what,-14} {value.ToString(CultureInfo.InvariantCulture)}");
        Line("recording", $"{report.Camera}, {report.Frames} frames of {report.Width}×{report.Height}");
        Line("a frame", $"{report.FrameMeanUs:F0} µs mean, {report.FrameMedianUs:F0} median, {report.FrameP99Us:F0} exceeded by 1 %, {report.AllocatedBytes} bytes allocated in all");
        Line("of the mean", $"{report.GateMeanUs:F0} µs gate, {report.NetworkMeanUs:F0} µs network, {report.FrameMeanUs - report.GateMeanUs - report.NetworkMeanUs:F0} µs crops, tracks and events");
        Line("network asked", $"{report.Looks} times; p1 {report.ShareExit1:P2} of the frames reach exit 1, p2 {report.ShareLast:P2} the last");
        Line("loss", $"{report.Disagreement:P2} of the answers are not the last exit's");
        Line("last exit", $"{report.LastExitUs:F0} µs a crop");
        Line("against it", $"{report.SpeedupWindows:F0}× on {report.Windows} half-overlapping windows a frame, {report.SpeedupBlocks:F0}× on {report.Blocks} gate blocks a frame");
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
