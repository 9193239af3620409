using System.Diagnostics;
using Inference;
using Optimizers.Chains.Heads;
using Optimizers.Learning.Guarding;
using Optimizers.Learning.Tuning;

namespace Agent.Training;

/// <summary>A stage that a chain fits to the pictures of a place, and the guard's word on what came out.</summary>
internal sealed class TuneRun
{
    private readonly Network _network;
    private readonly int _stage;
    private readonly SplitSamples _samples;
    private readonly SplitSamples _anchors;
    private readonly short[] _maps;
    private readonly byte[] _labels;

    /// <summary>Computes what the tuned layer reads of every picture.</summary>
    /// <param name="network">The network.</param>
    /// <param name="stage">From 1.</param>
    /// <param name="samples">Of the place.</param>
    /// <param name="anchors">Of elsewhere, which must not get worse; the chain learns from some of them, too.</param>
    public TuneRun(Network network, int stage, SplitSamples samples, SplitSamples anchors)
    {
        (_network, _stage, _samples, _anchors) = (network, stage, samples, anchors);
        LabelledImage[] learned = [.. samples.Learned, .. anchors.Learned];
        _maps = StageMaps.BeforeLast(network, stage, [.. learned.Select(image => image.Pixels)]);
        _labels = [.. learned.Select(image => (byte)image.Label)];
    }

    /// <summary>A chain at the shipped weights.</summary>
    public StageTuner Begin(TunerPlan plan) => new(_network, _stage, _maps, _labels, plan);

    /// <summary>Steps a second here, by a short chain that is thrown away.</summary>
    public double Speed(TunerPlan plan)
    {
        StageTuner trial = Begin(plan with { Steps = 5000 });
        trial.Run(1000);
        Stopwatch clock = Stopwatch.StartNew();
        trial.Run(4000);
        return 4000 / clock.Elapsed.TotalSeconds;
    }

    /// <summary>What the guard says of a network that came out, compared at the tuned stage's exit: its first look.</summary>
    public GuardDecision Judge(Network tuned) =>
        new Guard(new GuardPlan(_network.Classes.Count)).Decide(Pairs(_samples.Guarded, tuned), Pairs(_anchors.Guarded, tuned), isShipped: true);

    private PairedAnswer[] Pairs(IReadOnlyList<LabelledImage> images, Network tuned)
    {
        Workspace before = _network.CreateWorkspace(), after = tuned.CreateWorkspace();
        return [.. images.Select(image => new PairedAnswer(
            image.Label, _network.RunTo(image.Pixels, before, _stage).Class, tuned.RunTo(image.Pixels, after, _stage).Class))];
    }
}
