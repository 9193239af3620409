using System.Diagnostics;
using System.Globalization;
using Agent.Training;
using Inference.Format;
using Optimizers.Chains.Diagnostics;
using Optimizers.Chains.Training;
using Optimizers.Plots;

namespace Agent.Commands;

/// <summary>The part of <c>vigie train</c> that runs chains: progress, checkpoints, samples and plot.</summary>
/// <param name="trainer">The chains.</param>
/// <param name="options">What the command line asks for.</param>
internal sealed class ChainTraining(ChainTrainer trainer, ChainTrainingOptions options)
{
    private static readonly TimeSpan CheckpointEvery = TimeSpan.FromMinutes(2);
    private readonly string _checkpoint = options.Output + ".checkpoint";

    /// <summary>Trains to the end, or until it is stopped.</summary>
    public int Run(CancellationToken token)
    {
        // The engine has rules of its own: better to hear of them now than after the last step.
        ModelFile.Write(trainer.Export(), Stream.Null);
        Resume();
        Console.Error.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{options.Pictures} pictures, {trainer.Chains} chain{(trainer.Chains == 1 ? "" : "s")} of {trainer.Steps:N0} steps"));
        if (!Steps(token))
        {
            SafeFile.Write(_checkpoint, stream => trainer.Save(stream, options.Fingerprint));
            Console.Error.WriteLine(string.Create(CultureInfo.InvariantCulture, $"\nstopped after {trainer.Step:N0} steps of {trainer.Steps:N0}; the same command goes on from {_checkpoint}"));
            return ExitCode.Interrupted;
        }

        SafeFile.Write(options.Output, stream => ModelFile.Write(trainer.Export(), stream));
        File.Delete(_checkpoint);
        Console.Error.WriteLine($"wrote {options.Output}, {new FileInfo(options.Output).Length:N0} bytes; measure it with: vigie eval --model {options.Output} --data …");
        WriteSamples();
        if (options.Plot is { } plot)
            SafeFile.Write(plot, stream => stream.Write(System.Text.Encoding.UTF8.GetBytes(Page().ToSvg())));
        Summarize();
        return ExitCode.Ok;
    }

    private bool Steps(CancellationToken token)
    {
        ProgressLine progress = new(trainer.Step / (double)trainer.Steps);
        Stopwatch clock = Stopwatch.StartNew();
        TimeSpan saved = TimeSpan.Zero;
        long slice = 256;
        while (!trainer.IsDone)
        {
            if (token.IsCancellationRequested)
                return false;
            if (options.Limit is { } limit && clock.Elapsed >= limit)
            {
                Console.Error.WriteLine(string.Create(CultureInfo.InvariantCulture,
                    $"\n--for is over after {trainer.Step:N0} of {trainer.Steps:N0} steps, λ {trainer.Lambda:G3}: the network is written as it is"));
                return true;
            }

            long before = trainer.Step;
            TimeSpan begun = clock.Elapsed;
            trainer.Run(slice);
            double seconds = (clock.Elapsed - begun).TotalSeconds;
            // Slices of about a quarter second: short enough for Ctrl-C and the progress line, long enough to cost nothing.
            slice = Math.Clamp((long)(slice * Math.Clamp(0.25 / Math.Max(seconds, 1e-6), 0.5, 2)), 16, 1 << 22);
            if (trainer.IsDone)
                break;
            double speed = (trainer.Step - before) * trainer.Chains / seconds;
            for (int chain = 0; chain < trainer.Chains; chain++)
                trainer.Records[chain].Speed += new ProposalRate(trainer.Step - before, TimeSpan.FromSeconds(seconds));
            progress.Show(trainer.Step / (double)trainer.Steps, () => string.Create(CultureInfo.InvariantCulture,
                $"stage {trainer.Stage}, λ {trainer.Lambda:G3}, loss {trainer.MeanLoss(0):F4}, accepted {Acceptance()}, {speed:N0} proposals/s"));
            if (clock.Elapsed - saved > CheckpointEvery)
            {
                SafeFile.Write(_checkpoint, stream => trainer.Save(stream, options.Fingerprint));
                saved = clock.Elapsed;
            }
        }

        return true;
    }

    private string Acceptance() => string.Join(" / ", Enumerable.Range(0, trainer.Blocks).Select(block =>
        double.IsNaN(trainer.Acceptance(block)) ? "–" : trainer.Acceptance(block).ToString("P1", CultureInfo.InvariantCulture)));

    private PlotPage Page() => ChainReport.Of(
        $"Chains of {options.Name}",
        string.Create(CultureInfo.InvariantCulture, $"{trainer.Chains} chain{(trainer.Chains == 1 ? "" : "s")} of {trainer.Step:N0} steps on {options.Pictures:N0} pictures"),
        trainer.Records, trainer.BlockNames, trainer.LawCounts, trainer.Settled);

    /// <summary>Says what the plot says, in words.</summary>
    private void Summarize()
    {
        foreach (IPanel panel in Page().Panels)
        {
            if (panel is not TablePanel table)
                continue;
            int[] widths = [.. table.Columns.Select((name, column) => table.Rows.Select(row => row[column].Length).Append(name.Length).Max())];
            foreach (IReadOnlyList<string> row in table.Rows.Prepend(table.Columns))
                Console.Error.WriteLine(string.Join("  ", row.Select((cell, column) => cell.PadRight(widths[column]))).TrimEnd());
        }
    }

    private void Resume()
    {
        if (options.Fresh || !File.Exists(_checkpoint))
            return;
        using FileStream stream = File.OpenRead(_checkpoint);
        trainer.Load(stream, options.Fingerprint);
        Console.Error.WriteLine(string.Create(CultureInfo.InvariantCulture, $"going on from {_checkpoint}, step {trainer.Step:N0}; --fresh begins anew"));
    }

    private void WriteSamples()
    {
        if (options.Samples is not { } folder)
            return;
        int count = DrawFolder.Write(folder, trainer.ExportSamples());
        Console.Error.WriteLine($"wrote {count} samples of the posterior to {folder}; their average: vigie eval --model {folder} --data …");
    }
}

/// <summary>What the command line asks of chains.</summary>
/// <param name="Name">Of the network.</param>
/// <param name="Output">Model file.</param>
/// <param name="Pictures">How many there are.</param>
/// <param name="Fingerprint">Stands for recipe, pictures and seed.</param>
/// <param name="Limit">Time after which to stop.</param>
/// <param name="Fresh">Whether a checkpoint is passed over.</param>
/// <param name="Samples">Folder for the kept samples.</param>
/// <param name="Plot">SVG file.</param>
internal sealed record ChainTrainingOptions(
    string Name, string Output, int Pictures, string Fingerprint, TimeSpan? Limit, bool Fresh, string? Samples, string? Plot);
