using Inference;
using Inference.Format;
using Optimizers.Learning.Patches;
using Optimizers.Learning.Tuning;

namespace Optimizers.Learning.Rounds;

/// <summary>Runs the chain of a round again, anywhere: whoever has the shipped network and the round's file can check what a board says it learnt.</summary>
public sealed class RoundReplay
{
    private readonly Network _shipped;
    private readonly Func<IEnumerable<LabelledPicture>> _anchors;
    private readonly StageTuner _tuner;

    private RoundReplay(Network shipped, Round round, Func<IEnumerable<LabelledPicture>> anchors)
    {
        (_shipped, _anchors, Hash) = (shipped, anchors, round.Hash.ToString("x16", System.Globalization.CultureInfo.InvariantCulture));
        StageEnd end = StageEnd.Of(shipped, round.Header.Stage);
        _tuner = round.Begin(end, new Rehearsal(end, anchors()));
        Samples = round.Samples.Count;
    }

    /// <summary>Hash of the round: <see cref="PatchProvenance.Memory"/> of its patch.</summary>
    public string Hash { get; }

    /// <summary>Labelled samples the chain sees.</summary>
    public int Samples { get; }

    /// <summary>Steps done.</summary>
    public long Steps => _tuner.Steps;

    /// <summary>Steps in all.</summary>
    public long StepsTotal => _tuner.Plan.Steps;

    /// <summary>Reads a round.</summary>
    /// <param name="file">A <c>RESULT.round</c> of a learner's folder.</param>
    /// <param name="shipped">The network that board began with.</param>
    /// <param name="anchors">That network's, the same each time they are asked for.</param>
    /// <exception cref="InvalidDataException">It is no round, damaged, or of another network.</exception>
    public static RoundReplay Open(byte[] file, Network shipped, Func<IEnumerable<LabelledPicture>> anchors)
    {
        ArgumentNullException.ThrowIfNull(file);
        ArgumentNullException.ThrowIfNull(shipped);
        Round round = Round.Read(file);
        string hash = PatchDiff.HashOf(shipped.Definition);
        if (round.Header.Shipped != hash)
            throw new InvalidDataException($"found a round of the network {round.Header.Shipped}, expected {hash}");
        return new RoundReplay(shipped, round, anchors);
    }

    /// <summary>Takes steps.</summary>
    /// <returns>Whether there are more.</returns>
    public bool Run(long steps)
    {
        _tuner.Run(steps);
        return !_tuner.IsDone;
    }

    /// <summary>What the board asked its guard about: the last draw, made small, its exits calibrated on the anchors that only the guard sees.</summary>
    public NetworkDefinition Result() =>
        ExitRecalibration.Of(_shipped.Definition, _tuner.ExportSmall(), AnchorSplit.GuardedOf(_anchors()));
}
