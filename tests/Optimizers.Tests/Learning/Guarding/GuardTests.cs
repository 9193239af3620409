using Optimizers.Learning.Guarding;

namespace Optimizers.Tests.Learning.Guarding;

/// <summary>Each reason by answers made for it; two classes, samples and anchors half and half.</summary>
public sealed class GuardTests
{
    [Fact]
    public void Weights_that_gain_in_the_place_and_lose_nothing_are_accepted()
    {
        Guard guard = new(new GuardPlan(2));
        GuardDecision decision = guard.Decide(Answers(60, gained: 12), Answers(1000), true);
        Assert.Equal(GuardReason.Accepted, decision.Reason);
        Assert.Equal((1, -1, new PairedCounts(60, 12, 0), 0.025), (decision.Look, decision.Class, decision.Counts, decision.Expected));
        Assert.Equal(Math.Pow(2, -12), decision.Found, 1e-12);
        Assert.Equal("accepted at look 1: 12 gained and 0 lost of 60 labelled samples, p = 0.000244, expected at most 0.025; not worse on the anchors", decision.Text);
        Assert.Equal(1, guard.Looks);
    }

    [Fact]
    public void Too_few_samples_or_anchors_spend_no_look()
    {
        Guard guard = new(new GuardPlan(2));
        GuardDecision decision = guard.Decide(Answers(5, gained: 5), Answers(1000), true);
        Assert.Equal((GuardReason.FewSamples, 5.0, 6.0), (decision.Reason, decision.Found, decision.Expected));
        decision = guard.Decide(Answers(60, gained: 12), Answers(377), true);
        Assert.Equal((GuardReason.FewAnchors, 377.0, 378.0), (decision.Reason, decision.Found, decision.Expected));
        PairedAnswer[] lopsided = [.. Answers(1000).Select((answer, i) => i < 36 ? new PairedAnswer(1, 1, 1) : new PairedAnswer(0, 0, 0))];
        decision = guard.Decide(Answers(60, gained: 12), lopsided, true);
        Assert.Equal((GuardReason.FewAnchorsOfClass, 1, 36.0, 37.0), (decision.Reason, decision.Class, decision.Found, decision.Expected));
        Assert.Equal("refused: found 36 anchors of class 1, expected at least 37: fewer cannot show that nothing is lost", decision.Text);
        Assert.Equal((0, 0), (decision.Look, guard.Looks));
    }

    [Fact]
    public void Each_fault_is_named()
    {
        Assert.Equal(GuardReason.NotBetter, Reason(Answers(60, gained: 6, lost: 1), Answers(1000)));
        Assert.Equal(GuardReason.NotBetter, Reason(Answers(60, lost: 30), Answers(1000)));
        Assert.Equal(GuardReason.LabelsDoubtful, Reason(Answers(60, gained: 45), Answers(1000)));
        Assert.Equal(GuardReason.AnchorsLost, Reason(Answers(60, gained: 12), Answers(1000, lost: 6)));
        Assert.Equal(GuardReason.Accepted, Reason(Answers(60, gained: 12), Answers(1000, lost: 3)));
        // What is gained pays for what is lost.
        Assert.Equal(GuardReason.AnchorsLost, Reason(Answers(60, gained: 12), Answers(4000, lost: 40)));
        Assert.Equal(GuardReason.Accepted, Reason(Answers(60, gained: 12), Answers(4000, gained: 40, lost: 40)));
    }

    [Fact]
    public void A_class_that_collapses_is_named_where_the_whole_gains()
    {
        PairedAnswer[] samples = [.. Answers(200).Select(answer => answer.Label == 0 ? new PairedAnswer(0, 1, 0) : answer)];
        for (int i = 1; i < 15; i += 2)
            samples[i] = new PairedAnswer(1, 1, 0);
        samples = [.. samples, .. Answers(400)];
        GuardDecision decision = new Guard(new GuardPlan(2)).Decide(samples, Answers(1000), true);
        Assert.Equal((GuardReason.ClassLost, 1, 7), (decision.Reason, decision.Class, decision.Counts.Lost));

        PairedAnswer[] anchors = [.. Enumerable.Range(0, 5000).Select(i => new PairedAnswer(i < 100 ? 1 : 0, i < 100 ? 1 : 0, i is >= 8 and < 100 ? 1 : 0))];
        decision = new Guard(new GuardPlan(2)).Decide(Answers(60, gained: 12), anchors, true);
        Assert.Equal((GuardReason.AnchorClassLost, 1, 8), (decision.Reason, decision.Class, decision.Counts.Lost));
        Assert.StartsWith("refused at look 1: 0 gained and 8 lost of 100 anchors of class 1, up to ", decision.Text, StringComparison.Ordinal);
    }

    /// <summary>Σ over looks and over the baselines that can serve at them: α, whatever is swapped.</summary>
    [Fact]
    public void Levels_are_shared_among_looks_and_the_weights_that_may_serve()
    {
        Guard guard = new(new GuardPlan(2));
        for (int look = 2; look < 50; look++)
        {
            double all = guard.BetterLevel(look, true) + ((look - 1) * guard.BetterLevel(look, false));
            Assert.Equal(PairedTest.LevelOf(0.05, look), all, 1e-15);
        }

        Assert.Equal(0.025, guard.BetterLevel(1, true));
        Assert.Equal(0.025, guard.BetterLevel(1, false));
    }

    [Fact]
    public void A_guard_goes_on_where_it_was()
    {
        Guard guard = new(new GuardPlan(2));
        GuardDecision[] alone = [.. Enumerable.Range(0, 4).Select(_ => guard.Decide(Answers(60, gained: 9), Answers(1000), true))];
        for (int look = 0; look < 4; look++)
            Assert.Equal(alone[look], new Guard(new GuardPlan(2), look).Decide(Answers(60, gained: 9), Answers(1000), true));
        Assert.Equal([true, true, true, false], alone.Select(decision => decision.IsAccepted));
        guard.CountSwap();
        Assert.Equal(5, guard.Looks);
    }

    [Fact]
    public void Numbers_out_of_range_are_refused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => new Guard(new GuardPlan(1)));
        Assert.Throws<ArgumentOutOfRangeException>(() => new Guard(new GuardPlan(2, MarginPpm: 0)));
        Assert.Throws<ArgumentOutOfRangeException>(() => new Guard(new GuardPlan(2), -1));
        Assert.Throws<ArgumentException>(() => new Guard(new GuardPlan(2)).Decide([new PairedAnswer(2, 0, 0)], [], true));
    }

    private static GuardReason Reason(PairedAnswer[] samples, PairedAnswer[] anchors) => new Guard(new GuardPlan(2)).Decide(samples, anchors, true).Reason;

    /// <summary>The first are gained, the next lost, the others right before and after.</summary>
    private static PairedAnswer[] Answers(int count, int gained = 0, int lost = 0) =>
        [.. Enumerable.Range(0, count).Select(i => new PairedAnswer(i % 2, i < gained ? 1 - (i % 2) : i % 2, i >= gained && i < gained + lost ? 1 - (i % 2) : i % 2))];
}
