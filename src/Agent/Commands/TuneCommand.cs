using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using Agent.Training;
using Inference;
using Inference.Format;
using Optimizers.Chains.Heads;
using Optimizers.Learning.Tuning;

namespace Agent.Commands;

/// <summary><c>vigie tune</c>: fits the end of a network to a place, by a chain near its shipped weights.</summary>
internal sealed class TuneCommand
{
    private readonly Option<string?> _model = new("--model") { Description = "Network to tune instead of the one inside vigie", HelpName = "FILE" };
    private readonly Option<string> _out = new("--out") { Description = "Model file to write: the last draw of the chain", HelpName = "FILE", Required = true };
    private readonly Option<string?> _keep = new("--keep") { Description = "Folder for the draws of the posterior; vigie eval --model FOLDER averages them", HelpName = "FOLDER" };
    private readonly Option<string> _law = new("--law")
    {
        Description = "bin: signs of the last layer and weights of the exit move; student: those of the exit alone",
        HelpName = "NAME",
        DefaultValueFactory = _ => "bin",
    };

    private readonly Option<int?> _stage = new("--stage") { Description = "Stage to tune; default: the last", HelpName = "N" };
    private readonly Option<string?> _time = new("--for") { Description = "Length of the chain as time on this machine: 60s, 10m; the draws then depend on it", HelpName = "TIME" };
    private readonly Option<long> _steps = new("--steps") { Description = "Length of the chain in steps", DefaultValueFactory = _ => new TunerPlan().Steps };
    private readonly Option<double> _lambda = new("--lambda") { Description = "λ: weight of the samples against the prior", DefaultValueFactory = _ => new TunerPlan().Lambda };
    private readonly Option<double> _flips = new("--flips") { Description = "Prior probability that a sign changes", DefaultValueFactory = _ => new TunerPlan().Flips };
    private readonly Option<double> _width = new("--width")
    {
        Description = "Width of the prior around the exit's weights, as a share of their root mean square",
        DefaultValueFactory = _ => new TunerPlan().ExitWidth,
    };

    private readonly Option<ulong> _seed = new("--seed") { Description = "Everything random follows from it", DefaultValueFactory = _ => 1 };
    private readonly DataOptions _data;

    private TuneCommand(Command command)
    {
        _data = new DataOptions(command, "part of an index or of idx files to learn from; default: all of an index", canChoose: true);
        foreach (Option option in new Option[] { _model, _out, _keep, _law, _stage, _time, _steps, _lambda, _flips, _width, _seed })
            command.Options.Add(option);
        _law.AcceptOnlyFromAmong("bin", "student");
        _time.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<string?>() is { } text && !Duration.TryParse(text, out _))
                result.AddError($"--for: found \"{text}\", expected a number with s, m, h or d, as in 60s, at most 49d");
        });
    }

    /// <summary>Makes the command.</summary>
    public static Command Create()
    {
        Command command = new("tune", """
            Fit the end of a network, its last layer and exit, to labelled pictures of a place: a Markov chain that a prior holds near
            the shipped weights, without a gradient.
            """);
        TuneCommand options = new(command);
        command.SetAction((parsed, token) => Task.FromResult(Failures.Catch(() => options.Run(parsed, token))));
        return command;
    }

    private int Run(ParseResult parsed, CancellationToken token)
    {
        string output = parsed.GetValue(_out)!;
        SafeFile.Try(output);
        Network network = ShippedNetwork.Read(parsed.GetValue(_model));
        int stage = parsed.GetValue(_stage) ?? network.Stages.Count;
        if (stage < 1 || stage > network.Stages.Count)
            throw new DataException($"--stage: found {stage}, expected 1 to {network.Stages.Count}");
        ulong seed = parsed.GetValue(_seed);
        LabelledImages images = LabelledImages.Read(_data.Of(parsed, seed), network.Classes, network.Input);
        DataOptions.Warn(images);
        short[] maps = StageMaps.BeforeLast(network, stage, [.. images.Images.Select(image => image.Pixels)]);
        byte[] labels = [.. images.Images.Select(image => (byte)image.Label)];
        TunerPlan plan = new() { Steps = parsed.GetValue(_steps), Lambda = parsed.GetValue(_lambda), Flips = parsed.GetValue(_flips), ExitWidth = parsed.GetValue(_width), Seed = seed };
        if (parsed.GetValue(_law) == "student")
            plan = plan with { Shares = (0, 1, 0) };
        if (parsed.GetValue(_time) is { } text && Duration.TryParse(text, out TimeSpan time))
            plan = plan with { Steps = Math.Max(plan.Keep * 2, (long)(time.TotalSeconds * Speed(network, stage, maps, labels, plan))) };
        StageTuner tuner = new(network, stage, maps, labels, plan);
        if (!Steps(tuner, token))
            return ExitCode.Interrupted;
        SafeFile.Write(output, stream => ModelFile.Write(tuner.Export(), stream));
        if (parsed.GetValue(_keep) is { } folder)
            Keep(tuner, folder);
        Say(tuner, labels.Length);
        return ExitCode.Ok;
    }

    /// <summary>Steps a second, by a short chain that is thrown away.</summary>
    private static double Speed(Network network, int stage, short[] maps, byte[] labels, TunerPlan plan)
    {
        StageTuner trial = new(network, stage, maps, labels, plan with { Steps = 5000 });
        trial.Run(1000);
        Stopwatch clock = Stopwatch.StartNew();
        trial.Run(4000);
        return 4000 / clock.Elapsed.TotalSeconds;
    }

    private static bool Steps(StageTuner tuner, CancellationToken token)
    {
        ProgressLine progress = new(0);
        while (!tuner.IsDone)
        {
            if (token.IsCancellationRequested)
                return false;
            tuner.Run(2000);
            progress.Show(tuner.Steps / (double)tuner.Plan.Steps, () => string.Create(CultureInfo.InvariantCulture, $"risk {Nats(tuner.Risk):F2}"));
        }

        return true;
    }

    private static void Keep(StageTuner tuner, string folder)
    {
        Directory.CreateDirectory(folder);
        for (int draw = 0; draw < tuner.Draws; draw++)
        {
            int one = draw;
            SafeFile.Write(Path.Combine(folder, string.Create(CultureInfo.InvariantCulture, $"{draw + 1:D4}.safetensors")), stream => ModelFile.Write(tuner.Export(one), stream));
        }
    }

    private static void Say(StageTuner tuner, int samples) => Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
        $"{samples} samples, {tuner.Steps:N0} steps, risk {Nats(tuner.FirstRisk):F2} → {Nats(tuner.Risk):F2} nats, accepted {Share(tuner, 0)} of flips, "
        + $"{Share(tuner, 1)} of exit moves, {tuner.Draws} draws"));

    private static string Share(StageTuner tuner, int block) =>
        double.IsNaN(tuner.Acceptance(block)) ? "none" : tuner.Acceptance(block).ToString("P1", CultureInfo.InvariantCulture);

    private static double Nats(long risk) => risk / 65536.0;
}
