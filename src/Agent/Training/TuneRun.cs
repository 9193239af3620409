using System.Diagnostics;
using Inference;
using Inference.Format;
using Optimizers.Learning.Guarding;
using Optimizers.Learning.Rounds;
using Optimizers.Learning.Tuning;

namespace Agent.Training;

/// <summary>A stage that a chain fits to the pictures of a place, and the guard's word on what came out.</summary>
internal sealed class TuneRun
{
    private readonly StageEnd _end;
    private readonly SplitSamples _samples;
    private readonly SplitSamples _anchors;
    private readonly AnchorSet? _carried;
    private readonly short[] _maps;
    private readonly byte[] _labels;
    private readonly int _rehearsed;

    /// <summary>Computes what the tuned layer reads of every picture.</summary>
    /// <param name="end">What is tuned.</param>
    /// <param name="samples">Of the place.</param>
    /// <param name="anchors">Of elsewhere, which must not get worse; the chain learns from some of them, too.</param>
    /// <param name="carried">Of the model file, instead of <paramref name="anchors"/>; null: none.</param>
    public TuneRun(StageEnd end, SplitSamples samples, SplitSamples anchors, AnchorSet? carried = null)
    {
        (_end, _samples, _anchors, _carried) = (end, samples, anchors, carried);
        List<(byte[] Pixels, int Label)> rehearsed = [.. anchors.Learned.Select(image => (image.Pixels, image.Label)), .. Rehearsed(carried)];
        (byte[] Pixels, int Label)[] learned = [.. samples.Learned.Select(image => (image.Pixels, image.Label)), .. rehearsed];
        _rehearsed = rehearsed.Count;
        _maps = new short[learned.Length * end.MapLength];
        Workspace workspace = end.Network.CreateWorkspace();
        for (int i = 0; i < learned.Length; i++)
            end.Map(learned[i].Pixels, workspace, _maps.AsSpan(i * end.MapLength, end.MapLength));
        _labels = [.. learned.Select(picture => (byte)picture.Label)];
    }

    /// <summary>Anchors the chain learns from beside the samples.</summary>
    public int RehearsedCount => _rehearsed;

    /// <summary>Anchors that only the guard sees.</summary>
    public int GuardedCount => _anchors.Guarded.Count + (_carried is null ? 0 : AnchorSplit.GuardedOf(_carried.Count));

    /// <summary>A chain at the shipped weights.</summary>
    public StageTuner Begin(TunerPlan plan) => _end.Begin(_maps, _labels, plan, _rehearsed);

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
    /// <param name="tuned">It.</param>
    /// <param name="margin">Share of accuracy on anchors that may be lost.</param>
    public GuardDecision Judge(Network tuned, double margin) =>
        new Guard(GuardPlan.Of(_end.Network.Classes.Count, margin)).Decide(Pairs(_samples.Guarded, tuned), _carried is null ? Pairs(_anchors.Guarded, tuned) : Pairs(_carried, tuned), isShipped: true);

    private PairedAnswer[] Pairs(IReadOnlyList<LabelledImage> images, Network tuned)
    {
        Workspace before = _end.Network.CreateWorkspace(), after = tuned.CreateWorkspace();
        return [.. images.Select(image => new PairedAnswer(
            image.Label, _end.Network.RunTo(image.Pixels, before, _end.Stage).Class, tuned.RunTo(image.Pixels, after, _end.Stage).Class))];
    }

    private PairedAnswer[] Pairs(AnchorSet anchors, Network tuned)
    {
        Workspace before = _end.Network.CreateWorkspace(), after = tuned.CreateWorkspace();
        byte[] picture = new byte[anchors.Input.Length];
        List<PairedAnswer> pairs = [];
        using AnchorReader reader = anchors.Open();
        for (int i = 0; reader.Read(picture, out int label); i++)
        {
            if (AnchorSplit.IsRehearsed(i))
                continue;
            pairs.Add(new PairedAnswer(label, _end.Network.RunTo(picture, before, _end.Stage).Class, tuned.RunTo(picture, after, _end.Stage).Class));
        }

        return [.. pairs];
    }

    private static IEnumerable<(byte[] Pixels, int Label)> Rehearsed(AnchorSet? anchors)
    {
        if (anchors is null)
            yield break;
        byte[] picture = new byte[anchors.Input.Length];
        using AnchorReader reader = anchors.Open();
        for (int i = 0; reader.Read(picture, out int label); i++)
        {
            if (AnchorSplit.IsRehearsed(i))
                yield return ([.. picture], label);
        }
    }
}
