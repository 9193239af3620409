using System.Diagnostics;
using System.Globalization;
using Benchmarks.Racing;
using Inference;
using Optimizers.Chains.Diagnostics;
using Optimizers.Chains.Training;
using Optimizers.Gradient;

namespace Benchmarks.Comparing;

/// <summary>
/// The optimizers on one network, the same pictures and the same seconds of one core: <c>optimizers DATA RECIPE SECONDS [PLOT.svg]</c>. Chains give the
/// average of their draws; their steps are chosen by a short run, so that they end in about the time asked for.
/// </summary>
internal sealed class OptimizerComparison(string recipe, IdxData train, IdxData test, double seconds)
{
    private static readonly string[] Names = ["sgd", "bop", "mcmc"];
    private static readonly int[] Sizes = [100, 1000, 10_000];
    private static readonly double[] Shares = [0.1, 0.33, 1];
    private readonly List<Result> _results = [];

    /// <summary>Runs the comparison that a command line asks for.</summary>
    public static int Run(string data, string recipe, string seconds, string? plot)
    {
        Console.WriteLine($"processor {Affinity.Pin()}, one thread; {recipe} on {data}");
        OptimizerComparison comparison = new(recipe, IdxData.Read(data, "train"), IdxData.Read(data, "t10k"), double.Parse(seconds, CultureInfo.InvariantCulture));
        comparison.Run();
        if (plot is not null)
            File.WriteAllText(plot, comparison.Plot(Path.GetFileName(data.TrimEnd('/'))));
        return 0;
    }

    private void Run()
    {
        Console.WriteLine("\n| optimizer | samples | s | accuracy | one draw | calibration error | nats | MiB while training |\n|---|---:|---:|---:|---:|---:|---:|---:|");
        foreach (int size in Sizes)
        {
            foreach (string name in Names)
            {
                foreach (double share in size == Sizes[^1] ? Shares : [1])
                    One(name, size, share * seconds);
            }
        }
    }

    private void One(string name, int size, double limit)
    {
        IdxData some = train.Some(size, 1);
        TrainingSet set = new();
        for (int i = 0; i < size; i++)
            set.Add(some.Images[i], some.Labels[i], "idx");
        long before = GC.GetTotalMemory(true);
        (double took, long memory, Network[] networks) = name == "mcmc" ? Chain(set, limit, before) : Gradient(set, name, limit, before);
        DrawAverage average = Measure(networks);
        _results.Add(new Result(name, size, took, average.Accuracy, limit == seconds));
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"| {name} | {size:N0} | {took:F1} | {average.Accuracy:P2} | {(networks.Length > 1 ? average.MeanAccuracy.ToString("P2", CultureInfo.InvariantCulture) : "")} | {average.CalibrationError:P1} | {average.LogLoss:F3} | {memory / 1048576.0:F1} |"));
    }

    private (double Seconds, long Memory, Network[] Networks) Gradient(TrainingSet set, string name, double limit, long before)
    {
        Trainer trainer = new(Parsed(), set, 1, "comparison", new TrainerOptions(name == "bop" ? UpdateRule.Bop : UpdateRule.Adam, TimeSpan.FromSeconds(limit)));
        while (!trainer.IsDone)
            trainer.RunStep();
        long memory = GC.GetTotalMemory(true) - before;
        double took = trainer.Elapsed.TotalSeconds;
        return (took, memory, [new Network(trainer.Export())]);
    }

    private (double Seconds, long Memory, Network[] Networks) Chain(TrainingSet set, double limit, long before)
    {
        Recipe plan = Parsed();
        plan.Chain!.Steps = 40_000;
        double speed = plan.Chain.Steps / Trained(plan, set).Seconds;
        // A longer run is slower by the step at first, while λ is low, and faster at last: what counts is the whole.
        plan.Chain.Steps = Math.Max(1000, (long)(0.1 * limit * speed));
        speed = plan.Chain.Steps / Trained(plan, set).Seconds;
        plan.Chain.Steps = Math.Max(1000, (long)(limit * speed));
        (double took, ChainTrainer trainer) = Trained(plan, set);
        long memory = GC.GetTotalMemory(true) - before;
        return (took, memory, [.. trainer.ExportSamples().Select(definition => new Network(definition))]);
    }

    private static (double Seconds, ChainTrainer Trainer) Trained(Recipe plan, TrainingSet set)
    {
        long begun = Stopwatch.GetTimestamp();
        ChainTrainer trainer = new(plan, set, 1);
        while (!trainer.IsDone)
            trainer.Run(1 << 14);
        return (Stopwatch.GetElapsedTime(begun).TotalSeconds, trainer);
    }

    private Recipe Parsed() => Recipe.Parse(File.ReadAllBytes(recipe), recipe);

    private DrawAverage Measure(Network[] networks)
    {
        DrawAverage average = new(networks);
        for (int i = 0; i < test.Images.Length; i++)
            average.Add(test.Images[i], test.Labels[i]);
        return average;
    }

    private string Plot(string data) => ComparisonReport.Of(
        $"Optimizers on {data}", string.Create(CultureInfo.InvariantCulture, $"{Path.GetFileName(recipe)}, one core, {seconds:0} s; against time with {Sizes[^1]:N0} pictures"),
        [.. Names.Select(name => Curve(name, _results.Where(one => one.Samples == Sizes[^1]), one => one.Seconds))],
        [.. Names.Select(name => Curve(name, _results.Where(one => one.IsWhole), one => one.Samples))]).ToSvg();

    private static ComparisonCurve Curve(
        string name, IEnumerable<Result> all, Func<Result, double> given)
    {
        Result[] own = all.Where(one => one.Name == name).OrderBy(given).ToArray();
        return new ComparisonCurve(name, [.. own.Select(given)], [.. own.Select(one => one.Accuracy)]);
    }

    private sealed record Result(string Name, int Samples, double Seconds, double Accuracy, bool IsWhole);
}
