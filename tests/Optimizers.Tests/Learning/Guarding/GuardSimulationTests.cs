using Inference;
using Optimizers.Learning.Guarding;

namespace Optimizers.Tests.Learning.Guarding;

/// <summary>What the guard promises, by boards with seeded random answers.</summary>
public sealed class GuardSimulationTests(ITestOutputHelper output)
{
    /// <summary>
    /// 2,000 boards, 10 looks at samples that grow from 20 to 200, a new candidate at every other look, none of them better; anchors that hinder
    /// nothing. Looking each time at the whole level errs on many boards; the guard on at most 5 %.
    /// </summary>
    [Fact]
    public void Weights_that_are_not_better_come_to_serve_on_few_boards_however_often_is_looked()
    {
        GuardPlan plan = new(2, MarginPpm: 900_000, ClassMarginPpm: 900_000, LabelsPpm: 999_999);
        PairedAnswer[] anchors = [.. Enumerable.Range(0, 200).Select(i => new PairedAnswer(i % 2, i % 2, i % 2))];
        int guarded = 0, naive = 0;
        for (int board = 0; board < 2000; board++)
        {
            SplitMix random = new((ulong)board);
            Guard guard = new(plan);
            PairedAnswer[] samples = new PairedAnswer[200];
            bool erred = false, naiveErred = false;
            for (int i = 0; i < samples.Length; i++)
                samples[i] = new PairedAnswer(i % 2, random.Chance(0.7) ? i % 2 : 1 - (i % 2), 0);
            for (int look = 0; look < 10; look++)
            {
                for (int i = 0; i < samples.Length && look % 2 == 0; i++)
                    samples[i] = samples[i] with { After = random.Chance(0.7) ? i % 2 : 1 - (i % 2) };
                ReadOnlySpan<PairedAnswer> seen = samples.AsSpan(0, 20 * (look + 1));
                erred |= guard.Decide(seen, anchors, isShipped: true).IsAccepted;
                naiveErred |= PairedTest.LogBetter(PairedCounts.Of(seen)) <= Math.Log(plan.Better);
            }

            guarded += erred ? 1 : 0;
            naive += naiveErred ? 1 : 0;
        }

        output.WriteLine($"of 2,000 boards {guarded} with the guard, {naive} without correction for looks");
        Assert.InRange(guarded, 0, 100);
        Assert.True(naive > 200);
    }

    /// <summary>400 boards, 6 candidates each, all better in the place and all losing just the margin on pictures as the anchors.</summary>
    [Fact]
    public void Weights_that_lose_the_margin_come_to_serve_on_few_boards()
    {
        PairedAnswer[] samples = [.. Enumerable.Range(0, 100).Select(i => new PairedAnswer(i % 2, i % 4 == 0 ? 1 : i % 2, i % 2))];
        int accepted = 0;
        PairedAnswer[] anchors = new PairedAnswer[1000];
        for (int board = 0; board < 400; board++)
        {
            SplitMix random = new((ulong)board);
            Guard guard = new(new GuardPlan(2));
            bool erred = false;
            for (int look = 0; look < 6; look++)
            {
                for (int i = 0; i < anchors.Length; i++)
                {
                    double draw = random.NextDouble();
                    int label = i % 2;
                    anchors[i] = new PairedAnswer(label, draw < 0.005 ? 1 - label : label, draw is >= 0.005 and < 0.02 ? 1 - label : label);
                }

                GuardDecision decision = guard.Decide(samples, anchors, isShipped: true);
                Assert.True(decision.IsAccepted || decision.Reason == GuardReason.AnchorsLost, decision.Text);
                erred |= decision.IsAccepted;
            }

            accepted += erred ? 1 : 0;
        }

        output.WriteLine($"of 400 boards {accepted}");
        Assert.InRange(accepted, 0, 20);
    }

    /// <summary>200 boards a kind of lie, 5 looks each, a tenth of what is learned shows on the anchors.</summary>
    [Theory]
    [InlineData("all")]
    [InlineData("half")]
    [InlineData("one class")]
    public void Wrong_labels_never_get_through(string kind)
    {
        Dictionary<GuardReason, int> reasons = Count(kind, 0.1);
        Assert.DoesNotContain(GuardReason.Accepted, reasons.Keys);
        Assert.Contains(kind == "all" ? GuardReason.LabelsDoubtful : GuardReason.AnchorsLost, reasons.Keys);
    }

    [Fact]
    public void Honest_labels_get_through() => Assert.InRange(Count("none", 0.1)[GuardReason.Accepted], 190, 200);

    /// <summary>
    /// The limit of any guard that has only the liar's word about a place: what shows on no anchor is not found, unless the labels agree with the
    /// serving weights by chance only.
    /// </summary>
    [Fact]
    public void A_lie_that_shows_on_no_anchor_gets_through_unless_it_is_too_bold()
    {
        Assert.DoesNotContain(GuardReason.Accepted, Count("all", 0).Keys);
        Assert.True(Count("half", 0)[GuardReason.Accepted] > 100);
        Assert.True(Count("one class", 0)[GuardReason.Accepted] > 100);
    }

    /// <summary>The table of docs/learning.md: boards of 200 on which weights came to serve, by how much of the lie shows on the anchors.</summary>
    [Fact(Explicit = true)]
    public void Figures()
    {
        foreach (double transfer in new[] { 0, 0.002, 0.005, 0.01, 0.02, 0.03, 0.05, 0.1, 0.2 })
        {
            IEnumerable<string> parts = new[] { "none", "all", "half", "one class" }
                .Select(kind => $"{kind} {Count(kind, transfer).GetValueOrDefault(GuardReason.Accepted)}");
            output.WriteLine($"{transfer}: {string.Join(", ", parts)}");
        }
    }

    private static Dictionary<GuardReason, int> Count(string kind, double transfer)
    {
        Dictionary<GuardReason, int> reasons = [];
        for (int board = 0; board < 200; board++)
        {
            Func<int, bool, int> lie = kind switch
            {
                "all" => SomeBoard.AllWrong,
                "half" => SomeBoard.HalfWrong,
                "one class" => SomeBoard.OneFlipped,
                _ => SomeBoard.Honest,
            };
            foreach (GuardDecision decision in new SomeBoard(lie, transfer, board).Run())
                reasons[decision.Reason] = reasons.GetValueOrDefault(decision.Reason) + 1;
        }

        return reasons;
    }
}
