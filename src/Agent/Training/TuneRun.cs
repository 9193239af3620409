using System.Diagnostics;
using Agent.Learning;
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
        IEnumerable<LabelledPicture> rehearsed = carried is null ? anchors.Learned.Select(Labelled) : AnchorSplit.RehearsedOf(Anchors.Of(end.Network));
        _rehearsed = carried is null ? anchors.Learned.Count : carried.Count - AnchorSplit.GuardedOf(carried.Count);
        _labels = new byte[samples.Learned.Count + _rehearsed];
        _maps = new short[_labels.Length * end.MapLength];
        Workspace workspace = end.Network.CreateWorkspace();
        int next = 0;
        // One by one: the pictures of a model file share a buffer.
        foreach (LabelledPicture picture in samples.Learned.Select(Labelled).Concat(rehearsed))
        {
            end.Map(picture.Picture.Span, workspace, _maps.AsSpan(next * end.MapLength, end.MapLength));
            _labels[next++] = (byte)picture.Label;
        }
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
        new Guard(GuardPlan.Of(_end.Network.Classes.Count, margin)).Decide(Pairs(_samples.Guarded.Select(Labelled), tuned), Pairs(GuardedAnchors, tuned), isShipped: true);

    private IEnumerable<LabelledPicture> GuardedAnchors => _carried is null ? _anchors.Guarded.Select(Labelled) : AnchorSplit.GuardedOf(Anchors.Of(_end.Network));

    private static LabelledPicture Labelled(LabelledImage image) => new(image.Label, image.Pixels);

    private PairedAnswer[] Pairs(IEnumerable<LabelledPicture> pictures, Network tuned)
    {
        Workspace before = _end.Network.CreateWorkspace(), after = tuned.CreateWorkspace();
        return [.. pictures.Select(one => new PairedAnswer(
            one.Label, _end.Network.RunTo(one.Picture.Span, before, _end.Stage).Class, tuned.RunTo(one.Picture.Span, after, _end.Stage).Class))];
    }
}
