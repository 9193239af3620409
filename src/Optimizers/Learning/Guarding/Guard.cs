using Inference.Calibration;

namespace Optimizers.Learning.Guarding;

/// <summary>
/// Decides whether new weights may serve: shown to be better than those that serve on the guard's part of the labelled samples, and shown not to be
/// worse than the shipped ones on anchors, labelled by the maker, on the whole and class by class.
/// </summary>
/// <remarks>
/// Levels. Acceptance needs every check, so each keeps its own level whole (intersection–union test; Berger 1982, Technometrics 24): no division by
/// checks or classes. Looks are divided for: look t of a guard's life, whatever candidate and samples it is about, has level α/(t(t + 1))
/// (<see cref="PairedTest.LevelOf"/>), of the better-test from the second on ½ of it against the shipped weights and 1/(2(t − 1)) of it against
/// others, as those were accepted at one of t − 1 looks on the same samples. By the union bound over all pairs of candidate and baseline, α, β and γ
/// are for the life of the guard, however many looks, candidates, swaps and returns to former weights there are. Looks are dear: the tenth needs
/// twice the evidence of the first, in logarithms. What that takes:
/// <list type="number">
/// <item>The chain has not seen guard samples or anchors, and goes on as it would whatever was decided; when to look is chosen blindly to them,
/// too.</item>
/// <item>Samples are independent (one a track) and leave the memory by age, class or chance, never by the answers of a network: samples kept because
/// the old weights fail on them make any other weights look better.</item>
/// <item>Anchors are compared with the shipped weights, not with those that serve: many swaps, each within the margin, do not add up.</item>
/// </list>
/// What wrong labels can do: guard samples come from the operator who labels the chain's, so a lie is in both and makes "better" meaningless.
/// Anchors are not the operator's: a lie that changes what is answered to pictures like them is found. What is left is a lie about pictures that no
/// anchor is like; it is found only if it is so bold that the serving weights agree with it no more than by chance
/// (<see cref="GuardReason.LabelsDoubtful"/>). Against it help anchors of as many places as there are, labels from more than one source, and audits.
/// One thread.
/// </remarks>
public sealed class Guard
{
    private readonly GuardPlan _plan;

    /// <summary>Begins a guard's life, or goes on with it.</summary>
    /// <param name="plan">Levels and margins.</param>
    /// <param name="looks">Looks spent before: <see cref="Looks"/> of the guard that goes on.</param>
    /// <exception cref="ArgumentOutOfRangeException">A number out of its range.</exception>
    public Guard(GuardPlan plan, int looks = 0)
    {
        ArgumentNullException.ThrowIfNull(plan);
        ArgumentOutOfRangeException.ThrowIfNegative(looks);
        plan.Check();
        (_plan, Looks) = (plan, looks);
    }

    /// <summary>Looks spent; to be kept with the weights, before a decision is acted upon. For new shipped weights a new life begins.</summary>
    public int Looks { get; private set; }

    /// <summary>What the next look takes at least.</summary>
    public GuardNeeds Needs => new(
        BinomialTail.LeastTrials(0, 0.5, BetterLevel(Looks + 1, isShipped: false)),
        PairedTest.LeastSamples(_plan.Margin, PairedTest.LevelOf(_plan.NotWorse, Looks + 1)),
        PairedTest.LeastSamples(_plan.ClassMargin, PairedTest.LevelOf(_plan.Class, Looks + 1)));

    /// <summary>
    /// Counts a look where weights came to serve by another way, such as a patch from elsewhere: levels divide by the number of baselines there can
    /// have been.
    /// </summary>
    public void CountSwap() => Looks++;

    /// <summary>Looks once.</summary>
    /// <param name="samples">The guard's part: label, answer of the weights that serve, answer of the new ones.</param>
    /// <param name="anchors">Anchors: label, answer of the shipped weights, answer of the new ones.</param>
    /// <param name="isShipped">Whether those that serve are the shipped ones.</param>
    /// <exception cref="ArgumentException">A label that is no class.</exception>
    public GuardDecision Decide(ReadOnlySpan<PairedAnswer> samples, ReadOnlySpan<PairedAnswer> anchors, bool isShipped)
    {
        CheckLabels(samples, nameof(samples));
        CheckLabels(anchors, nameof(anchors));
        double better = BetterLevel(Looks + 1, isShipped);
        if (TooFew(samples.Length, anchors) is { } few)
            return few;
        // Counted from here on, also where the labels are doubtful: a number that depends on answers would not do for the union bound.
        Looks++;
        PairedCounts counts = PairedCounts.Of(samples);
        double p = Math.Exp(PairedTest.LogBetter(counts));
        return LabelsDoubtful(samples)
            ?? (p > better ? new GuardDecision(GuardReason.NotBetter, Looks, -1, counts, p, better) : null)
            ?? ClassLost(samples)
            ?? AnchorsLost(anchors)
            ?? new GuardDecision(GuardReason.Accepted, Looks, -1, counts, p, better);
    }

    /// <summary>The level of the better-test of a look.</summary>
    internal double BetterLevel(int look, bool isShipped)
    {
        double level = PairedTest.LevelOf(_plan.Better, look);
        return look == 1 ? level : isShipped ? level / 2 : level / 2 / (look - 1);
    }

    /// <summary>By numbers of samples alone, not even by which weights serve, so no look is spent.</summary>
    private GuardDecision? TooFew(int samples, ReadOnlySpan<PairedAnswer> anchors)
    {
        GuardNeeds needs = Needs;
        if (samples < needs.Samples)
            return new GuardDecision(GuardReason.FewSamples, 0, -1, new PairedCounts(samples, 0, 0), samples, needs.Samples);
        if (anchors.Length < needs.Anchors)
            return new GuardDecision(GuardReason.FewAnchors, 0, -1, new PairedCounts(anchors.Length, 0, 0), anchors.Length, needs.Anchors);
        for (int label = 0; label < _plan.Classes; label++)
        {
            int found = PairedCounts.Of(anchors, label).Samples;
            if (found < needs.AnchorsOfClass)
                return new GuardDecision(GuardReason.FewAnchorsOfClass, 0, label, new PairedCounts(found, 0, 0), found, needs.AnchorsOfClass);
        }

        return null;
    }

    private GuardDecision? LabelsDoubtful(ReadOnlySpan<PairedAnswer> samples)
    {
        int right = 0;
        foreach (PairedAnswer sample in samples)
            right += sample.Before == sample.Label ? 1 : 0;
        // P(Bin(n, 1/C) ≥ right), by the wrong ones.
        double p = Math.Exp(BinomialTail.LogAtMost(samples.Length - right, samples.Length, 1 - (1.0 / _plan.Classes)));
        return p > _plan.Labels ? new GuardDecision(GuardReason.LabelsDoubtful, Looks, -1, PairedCounts.Of(samples), p, _plan.Labels) : null;
    }

    private GuardDecision? ClassLost(ReadOnlySpan<PairedAnswer> samples)
    {
        for (int label = 0; label < _plan.Classes; label++)
        {
            PairedCounts counts = PairedCounts.Of(samples, label);
            double p = Math.Exp(PairedTest.LogWorse(counts));
            if (p < _plan.Veto)
                return new GuardDecision(GuardReason.ClassLost, Looks, label, counts, p, _plan.Veto);
        }

        return null;
    }

    private GuardDecision? AnchorsLost(ReadOnlySpan<PairedAnswer> anchors)
    {
        PairedCounts counts = PairedCounts.Of(anchors);
        double loss = PairedTest.MostLoss(counts, PairedTest.LevelOf(_plan.NotWorse, Looks));
        if (loss > _plan.Margin)
            return new GuardDecision(GuardReason.AnchorsLost, Looks, -1, counts, loss, _plan.Margin);
        for (int label = 0; label < _plan.Classes; label++)
        {
            counts = PairedCounts.Of(anchors, label);
            loss = PairedTest.MostLoss(counts, PairedTest.LevelOf(_plan.Class, Looks));
            if (loss > _plan.ClassMargin)
                return new GuardDecision(GuardReason.AnchorClassLost, Looks, label, counts, loss, _plan.ClassMargin);
        }

        return null;
    }

    private void CheckLabels(ReadOnlySpan<PairedAnswer> answers, string name)
    {
        foreach (PairedAnswer answer in answers)
        {
            if ((uint)answer.Label >= (uint)_plan.Classes)
                throw new ArgumentException($"found the label {answer.Label}, expected 0 to {_plan.Classes - 1}", name);
        }
    }
}
