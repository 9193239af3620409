using System.CommandLine;
using System.Globalization;
using Agent.Learning;
using Agent.Training;
using Inference;
using Inference.Format;
using Optimizers.Learning.Guarding;
using Optimizers.Learning.Rounds;
using Optimizers.Learning.Tuning;

namespace Agent.Commands;

/// <summary><c>vigie tune</c>: fits the end of a network to a place, by a chain near its shipped weights.</summary>
internal sealed class TuneCommand
{
    private readonly Option<string?> _model = new("--model") { Description = "Network to tune instead of the one inside vigie", HelpName = "FILE" };
    private readonly Option<string> _out = new("--out") { Description = "Model file to write: the last draw of the chain, the exit's changes rounded as far as leaves nine tenths of what it learnt", HelpName = "FILE", Required = true };
    private readonly Option<string?> _keep = new("--keep") { Description = "Folder for the draws of the posterior; vigie eval --model FOLDER averages them", HelpName = "FOLDER" };
    private readonly Option<string?> _law = new("--law")
    {
        Description = "bin: signs of the last layer and weights of the exit move; student: those of the exit alone, of a sparse network a few weights of both. Default: bin where there are signs",
        HelpName = "NAME",
    };

    private readonly Option<string?> _anchors = new("--anchors")
    {
        Description = "Pictures of elsewhere that must not get worse, instead of the anchors that the model file carries; read as --data is, --only-source's left out; the chain learns "
            + "from half of them. A third of the data and the other half are for the guard alone, who refuses what is not shown to be better here and not worse there",
        HelpName = "PATH",
    };

    private readonly Option<int?> _anchorSamples = new("--anchor-samples") { Description = "So many anchors only, every class the same share as far as it goes", HelpName = "N" };
    private readonly Option<bool> _noGuard = new("--no-guard") { Description = "Learn from all of the data and of --anchors, and write what comes out" };
    private readonly Option<int?> _vote = new("--vote")
    {
        Description = "With --law student: write the vote of N draws of the exit, not the last draw; default: of 20",
        HelpName = "N",
        Arity = ArgumentArity.ZeroOrOne,
    };

    private readonly Option<int?> _stage = new("--stage") { Description = "Stage to tune; default: the last", HelpName = "N" };
    private readonly Option<string?> _time = new("--for") { Description = "Length of the chain as time on this machine: 60s, 10m; the draws then depend on it", HelpName = "TIME" };
    private readonly Option<long?> _steps = new("--steps") { Description = Inv($"Length of the chain in steps; default: {new TunerPlan().Steps:N0}, without anchors of real places {TunerPlan.Alone.Steps:N0}"), HelpName = "N" };
    private readonly Option<double?> _lambda = new("--lambda") { Description = Inv($"λ: weight of the samples against the prior; default: {new TunerPlan().Lambda}, without anchors of real places {TunerPlan.Alone.Lambda}"), HelpName = "N" };
    private readonly Option<double> _flips = new("--flips") { Description = "Prior probability that a sign changes, or a weight of a sparse network", DefaultValueFactory = _ => new TunerPlan().Flips };
    private readonly Option<double?> _width = new("--width")
    {
        Description = Inv($"Width of the prior around the exit's weights, as a share of their root mean square; default: {new TunerPlan().ExitWidth}, without anchors of real places {TunerPlan.Alone.ExitWidth}"),
        HelpName = "SHARE",
    };

    private readonly Option<double> _balance = new("--balance") { Description = "How much all samples count beside all anchors; each counts a whole number of times", HelpName = "N", DefaultValueFactory = _ => new TunerPlan().Balance };

    private readonly Option<double> _margin = new("--margin") { Description = "Share of accuracy on anchors that may be lost for what is gained", HelpName = "SHARE", DefaultValueFactory = _ => 0.01 };
    private readonly Option<ulong> _seed = new("--seed") { Description = "Everything random follows from it", DefaultValueFactory = _ => 1 };
    private readonly DataOptions _data;

    private TuneCommand(Command command)
    {
        _data = new DataOptions(command, "part of an index or of idx files to learn from; default: all of an index", canChoose: true);
        foreach (Option option in new Option[] { _model, _out, _keep, _anchors, _anchorSamples, _noGuard, _law, _vote, _stage, _time, _steps, _lambda, _flips, _width, _balance, _margin, _seed })
            command.Options.Add(option);
        _law.AcceptOnlyFromAmong("bin", "student");
        Above(_flips, 0, 0.4999, "a probability above 0 and below 0.5");
        foreach (Option<double?> option in new[] { _lambda, _width })
        {
            option.Validators.Add(result =>
            {
                if (result.Tokens.Count > 0 && result.GetValueOrDefault<double?>() is { } value && !(value > 0 && double.IsFinite(value)))
                    result.AddError($"{option.Name}: found {result.Tokens[0].Value}, expected a number above 0");
            });
        }

        Above(_margin, 0.0009, 0.5, "a share of 0.001 to 0.5");
        Above(_balance, 0, 1000, "a number above 0, at most 1,000");
        _steps.Validators.Add(result =>
        {
            if (result.Tokens.Count > 0 && result.GetValueOrDefault<long?>() < 1)
                result.AddError($"--steps: found {result.Tokens[0].Value}, expected at least 1");
        });
        Duration.Check(_time);
        command.Validators.Add(result =>
        {
            if (result.GetResult(_vote) is null)
                return;
            if (result.GetValue(_law) != "student")
                result.AddError("--vote: found draws whose signs differ, expected --law student, which moves the exit alone");
            if (result.GetValue(_vote) is { } count and (< 2 or > 64))
                result.AddError($"--vote: found {count}, expected 2 to 64 draws");
        });
    }

    private static void Above(Option<double> option, double least, double most, string expected) => option.Validators.Add(result =>
    {
        if (result.Tokens.Count > 0 && result.GetValueOrDefault<double>() is var value && !(value > least && value <= most))
            result.AddError($"{option.Name}: found {result.Tokens[0].Value}, expected {expected}");
    });

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
        ulong seed = parsed.GetValue(_seed);
        string? anchorPath = parsed.GetValue(_anchors);
        AnchorSet? carried = anchorPath is null ? AnchorSet.Of(network.Definition) : null;
        TunerPlan usual = anchorPath is null ? TunerPlan.For(network.Definition) : new TunerPlan();
        TunerPlan plan = new()
        {
            Steps = parsed.GetValue(_steps) ?? usual.Steps,
            Lambda = parsed.GetValue(_lambda) ?? usual.Lambda,
            Shares = usual.Shares,
            Flips = parsed.GetValue(_flips),
            ExitWidth = parsed.GetValue(_width) ?? usual.ExitWidth,
            Balance = parsed.GetValue(_balance),
            Seed = seed,
        };
        (StageEnd end, plan) = EndOf(network, stage, plan, parsed.GetValue(_law));
        if (parsed.GetResult(_vote) is not null)
            plan = plan with { Keep = parsed.GetValue(_vote) ?? plan.Keep };
        if (parsed.GetResult(_vote) is not null && !end.HasSigns)
            throw new DataException($"--vote: found a sparse stage {stage}, whose layer differs from draw to draw; expected one of signs with a linear exit");
        bool isGuarded = !parsed.GetValue(_noGuard) && (carried is not null || anchorPath is not null);
        DataSelection selection = _data.Of(parsed, seed);
        SplitSamples samples = Read(network, selection, isGuarded ? 3 : 0);
        SplitSamples anchors = anchorPath is null ? SplitSamples.None : Read(network, selection with
        {
            Path = anchorPath,
            OnlySource = null,
            ExceptSources = selection.OnlySource is { } here ? [.. selection.ExceptSources, here] : selection.ExceptSources,
            Samples = parsed.GetValue(_anchorSamples),
        }, isGuarded ? 2 : 0);
        TuneRun run = new(end, samples, anchors, carried);
        if (parsed.GetValue(_time) is { } text && Duration.TryParse(text, out TimeSpan time))
            plan = plan with { Steps = Math.Max(plan.Keep * 2, (long)(time.TotalSeconds * run.Speed(plan))) };
        double before = ThreadCost.Seconds;
        StageTuner tuner = run.Begin(plan);
        RiskTrace trace = new();
        if (!Steps(tuner, trace, token))
            return ExitCode.Interrupted;
        TuneReport.Print(tuner, trace, samples, (run.RehearsedCount, isGuarded ? run.GuardedCount : 0), network.Classes, ThreadCost.Seconds - before);
        NetworkDefinition tuned = parsed.GetResult(_vote) is null ? tuner.ExportSmall() : VoteExport.Of(tuner, stage, samples.Guarded);
        if (!isGuarded)
        {
            string why = parsed.GetValue(_noGuard) ? "--no-guard" : "no anchors, neither in the model file (vigie anchors) nor by --anchors";
            Console.WriteLine($"{why}: nothing guards against what it may have unlearnt; measure it with vigie eval");
        }
        else
        {
            GuardDecision decision = run.Judge(new Network(tuned), parsed.GetValue(_margin));
            Console.WriteLine(decision.Text);
            if (!decision.IsAccepted)
                return ExitCode.Failure;
        }

        if (parsed.GetValue(_keep) is { } folder)
            DrawFolder.Write(folder, Enumerable.Range(0, tuner.Draws).Select(tuner.Export));
        SafeFile.Write(output, stream => ModelFile.Write(tuned, stream));
        Console.WriteLine($"wrote {output}, without certificates: vigie calibrate gives it its own");
        return ExitCode.Ok;
    }

    private static (StageEnd End, TunerPlan Plan) EndOf(Network network, int stage, TunerPlan plan, string? law)
    {
        try
        {
            StageEnd end = StageEnd.Of(network, stage);
            if (law == "bin" && !end.HasSigns)
                throw new DataException($"--law bin: found stage {stage} of {network.Definition.Name}, which has no signs; expected --law student");
            if (law == "student" && (end.HasSigns || stage < network.Stages.Count))
                plan = plan with { Shares = (0, 1, 0) };
            end.Check(plan);
            return (end, plan);
        }
        catch (ArgumentException fault)
        {
            throw new DataException(fault.Message);
        }
    }

    private static SplitSamples Read(Network network, DataSelection selection, int every)
    {
        LabelledImages images = LabelledImages.Read(selection, network.Classes, network.Input);
        DataOptions.Warn(images);
        // Not by --seed: who tries another seed after a refusal is judged by the same pictures.
        return SplitSamples.Of(images.Images, every, 1, selection.Path);
    }

    private static bool Steps(StageTuner tuner, RiskTrace trace, CancellationToken token)
    {
        trace.Begin(tuner);
        ProgressLine progress = new(0);
        while (!tuner.IsDone)
        {
            if (token.IsCancellationRequested)
                return false;
            tuner.Run(500);
            trace.Add(tuner);
            progress.Show(tuner.Steps / (double)tuner.Plan.Steps, () => string.Create(CultureInfo.InvariantCulture, $"risk {Nats(tuner.Risk):F2}"));
        }

        return true;
    }

    private static string Inv(FormattableString text) => FormattableString.Invariant(text);

    private static double Nats(long risk) => risk / 65536.0;
}
