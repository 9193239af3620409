using System.CommandLine;
using Agent.Commands;
using Agent.Training;
using Benchmarks.Racing;
using Benchmarks.Shifts.Rivals;
using Optimizers.Learning.Rounds;
using Optimizers.Learning.Tuning;

namespace Benchmarks.Shifts;

/// <summary>
/// <c>shifts a|b|c</c>: what a chain learns in a place the network was not trained for, beside its rivals; <c>shifts wrong-labels</c>: what the guard lets through;
/// <c>shifts write-simulated</c> and <c>write-turned</c>: pictures for <c>b</c> and for the networks of <c>c</c>.
/// </summary>
internal sealed class ShiftCommand
{
    private readonly Option<string> _data = new("--data") { Description = "a: index of the places (.csv); b: folder that write-simulated wrote; c: folder of Fashion-MNIST", Required = true };
    private readonly Option<string> _networks = new("--networks") { Description = "Folder of the networks; one that is missing is named with the command that makes it", Required = true };
    private readonly Option<string?> _only = new("--only") { Description = "One place only" };
    private readonly Option<string[]> _rivals = new("--rivals")
    {
        Description = "nothing, sgd, bop, both also with -anchors (which learn from the anchors that the chain learns from), chain, guarded; default: all",
        AllowMultipleArgumentsPerToken = true,
        DefaultValueFactory = _ => ["nothing", "sgd", "sgd-anchors", "bop", "bop-anchors", "chain", "guarded"],
    };

    private readonly Option<int[]> _labels = new("--labels") { Description = "Numbers of labels", AllowMultipleArgumentsPerToken = true, DefaultValueFactory = _ => [50, 100, 200] };
    private readonly Option<int> _repeats = new("--repeats") { Description = "Repeats, or runs of a kind of wrong labels; default: 5, and 20", DefaultValueFactory = _ => 0 };
    private readonly Option<ulong> _seed = new("--seed") { Description = "Of the first repeat", DefaultValueFactory = _ => 1 };
    private readonly Option<double> _seconds = new("--seconds") { Description = "Most seconds of one core for any rival", DefaultValueFactory = _ => 60 };
    private readonly Option<long?> _steps = new("--steps") { Description = "Length of the chain; default: that of vigie tune" };
    private readonly Option<double> _lambda = new("--lambda") { Description = "λ", DefaultValueFactory = _ => new TunerPlan().Lambda };
    private readonly Option<double> _flips = new("--flips") { Description = "Prior probability that a sign changes", DefaultValueFactory = _ => new TunerPlan().Flips };
    private readonly Option<double> _width = new("--width") { Description = "Width of the prior around the exit's weights", DefaultValueFactory = _ => new TunerPlan().ExitWidth };
    private readonly Option<double> _burnIn = new("--burn-in") { Description = "Share of the steps before the first draw", DefaultValueFactory = _ => new TunerPlan().BurnIn };
    private readonly Option<double> _exitShare = new("--exit-share") { Description = "Share of the visits that go to the exit", DefaultValueFactory = _ => new TunerPlan().Shares.Exit };
    private readonly Option<double> _biasShare = new("--bias-share") { Description = "Share of the visits that go to the biases", DefaultValueFactory = _ => new TunerPlan().Shares.Biases };
    private readonly Option<int> _moves = new("--moves") { Description = "Moves a visit", DefaultValueFactory = _ => new TunerPlan().MovesPerVisit };
    private readonly Option<int> _learnt = new("--learnt-anchors") { Description = "Anchors that the chain learns from too; the guard has the others", DefaultValueFactory = _ => AnchorSplit.MostRehearsed };

    private readonly Option<double> _margin = new("--margin") { Description = "Share of accuracy on anchors that the guard lets go", DefaultValueFactory = _ => 0.01 };
    private readonly Option<double> _balance = new("--balance") { Description = "How much all labels count beside all learnt anchors; a label counts at least as an anchor", DefaultValueFactory = _ => new TunerPlan().Balance };

    /// <summary>Runs a command line.</summary>
    public static int Run(string[] args) => new ShiftCommand().Root().Parse(args).Invoke();

    private RootCommand Root()
    {
        RootCommand root = new("Learning in a place, against rivals");
        foreach (string kind in new[] { "a", "b", "c", "wrong-labels" })
            root.Subcommands.Add(Comparison(kind));
        Option<string> output = new("--out") { Description = "Folder to write to", Required = true };
        Command write = new("write-turned", "Write what the networks of c are trained on") { _data, output };
        write.SetAction(parsed => Failures.Catch(() =>
        {
            TurnedShift.Write(parsed.GetValue(_data)!, parsed.GetValue(output)!);
            return 0;
        }));
        root.Subcommands.Add(write);
        Option<double> minutes = new("--minutes") { Description = "Of each part of a recording, train and test", DefaultValueFactory = _ => 20 };
        Command simulate = new("write-simulated", "Write crops of simulated places, labelled by their truth, beside the rows of --data: an index each, for b and its networks") { _data, output, minutes, _only };
        simulate.SetAction(parsed => Failures.Catch(() =>
        {
            SimulatedCrops.Write(parsed.GetValue(_data)!, parsed.GetValue(output)!, parsed.GetValue(minutes), parsed.GetValue(_only));
            return 0;
        }));
        root.Subcommands.Add(simulate);
        return root;
    }

    private Command Comparison(string kind)
    {
        Command command = new(kind, kind switch
        {
            "a" => "A place left out of training",
            "b" => "A simulated place: night, rain, tilted, other clothing and vehicles",
            "c" => "Fashion-MNIST turned by 15° with noise",
            _ => "What the guard lets through when labels are wrong, in the places of a",
        });
        foreach (Option option in new Option[] { _data, _networks, _only, _rivals, _labels, _repeats, _seed, _seconds, _steps, _lambda, _flips, _width, _burnIn, _exitShare, _biasShare, _moves, _learnt, _balance, _margin })
            command.Options.Add(option);
        command.SetAction(parsed => Failures.Catch(() => Compare(kind, parsed)));
        return command;
    }

    private int Compare(string kind, ParseResult parsed)
    {
        TunerPlan plan = Plan(parsed);
        string data = parsed.GetValue(_data)!, networks = parsed.GetValue(_networks)!;
        string? only = parsed.GetValue(_only);
        IEnumerable<Shift> shifts = kind switch
        {
            "b" => SimulatedShifts.Read(data, networks, only),
            "c" => [TurnedShift.Read(data, networks)],
            _ => PlaceShifts.Read(data, networks, only),
        };
        double seconds = parsed.GetValue(_seconds);
        int learnt = parsed.GetValue(_learnt), repeats = parsed.GetValue(_repeats);
        double balance = parsed.GetValue(_balance);
        ulong seed = parsed.GetValue(_seed);
        Console.WriteLine(FormattableString.Invariant(
            $"processor {Affinity.Pin()}, one thread; chains of {plan.Steps:N0} steps, λ = {plan.Lambda}, flips {plan.Flips}, width {plan.ExitWidth}, visits {plan.Shares.Layer:P0} signs, {plan.Shares.Exit:P0} exit, {plan.Shares.Biases:P0} biases, {learnt} anchors learnt, balance {balance}\n"));
        if (kind == "wrong-labels")
            WrongLabels.Run(shifts, new ChainRival(plan, seconds, learnt, balance, true, parsed.GetValue(_margin)), repeats > 0 ? repeats : 20, seed);
        else
            new ShiftComparison([.. parsed.GetValue(_rivals)!.Select(name => Rival(name, plan, seconds, learnt, balance, parsed.GetValue(_margin)))], parsed.GetValue(_labels)!, repeats > 0 ? repeats : 5, seed).Run(shifts);
        return 0;
    }

    private TunerPlan Plan(ParseResult parsed)
    {
        double exit = parsed.GetValue(_exitShare), biases = parsed.GetValue(_biasShare);
        TunerPlan plan = new();
        return plan with
        {
            Steps = parsed.GetValue(_steps) ?? plan.Steps,
            Lambda = parsed.GetValue(_lambda),
            Flips = parsed.GetValue(_flips),
            ExitWidth = parsed.GetValue(_width),
            BurnIn = parsed.GetValue(_burnIn),
            Shares = (Math.Max(0, 1 - exit - biases), exit, biases),
            MovesPerVisit = parsed.GetValue(_moves),
        };
    }

    private static IRival Rival(string name, TunerPlan plan, double seconds, int learnt, double balance, double margin) => name switch
    {
        "nothing" => new Nothing(),
        "sgd" => new GradientRival(false, seconds, 0, balance),
        "sgd-anchors" => new GradientRival(false, seconds, learnt, balance),
        "bop" => new GradientRival(true, seconds, 0, balance),
        "bop-anchors" => new GradientRival(true, seconds, learnt, balance),
        "chain" => new ChainRival(plan, seconds, learnt, balance, false, margin),
        "guarded" => new ChainRival(plan, seconds, learnt, balance, true, margin),
        _ => throw new DataException($"--rivals: found {name}, expected nothing, sgd, sgd-anchors, bop, bop-anchors, chain or guarded"),
    };
}
