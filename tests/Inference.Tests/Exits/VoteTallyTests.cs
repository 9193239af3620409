using Inference.Exits;

namespace Inference.Tests.Exits;

public sealed class VoteTallyTests
{
    private static readonly ExitRule Last = new(ExitPolicyKind.Top1, 0, IsLast: true);

    /// <summary>
    /// Every vote of four members with probabilities from a coarse grid, of whom nothing else is known: the answer where it stops is that of all, and it
    /// stops as soon as it may.
    /// </summary>
    [Fact]
    public void The_answer_is_that_of_all_members_by_enumeration()
    {
        int[][] grid = [[65536, 0, 0], [0, 65536, 0], [0, 0, 65536], [32768, 32768, 0], [0, 32768, 32768], [21845, 21846, 21845], [40000, 20000, 5536]];
        const int Members = 4;
        for (int code = 0; code < grid.Length * grid.Length * grid.Length * grid.Length; code++)
        {
            int[][] members = [.. Enumerable.Range(0, Members).Select(i => grid[code / (int)Math.Pow(grid.Length, i) % grid.Length])];
            VoteTally vote = Asked(members);
            Assert.Equal(Average(members), vote.Answer);
            // Necessary, too: before the last member asked, some rest would have changed the answer.
            Assert.True(vote.Asked == 1 || CanChange(members[..(vote.Asked - 1)], Members - vote.Asked + 1));
        }
    }

    [Fact]
    public void Members_that_agree_for_sure_are_asked_to_the_half()
    {
        // At ten each the lower class would win.
        Assert.Equal((11, 1), Of([0, 65536]));
        Assert.Equal((10, 0), Of([65536, 0]));

        static (int Asked, int Answer) Of(int[] sure)
        {
            VoteTally vote = Asked([.. Enumerable.Repeat(sure, 20)]);
            return (vote.Asked, vote.Answer);
        }
    }

    /// <summary>Members left are drawn between the bounds given of them: no draw says otherwise than what was decided.</summary>
    [Theory]
    [InlineData(ExitPolicyKind.Top1)]
    [InlineData(ExitPolicyKind.Margin)]
    [InlineData(ExitPolicyKind.Entropy)]
    [InlineData(ExitPolicyKind.Vote)]
    public void What_is_decided_holds_of_every_vote_within_the_bounds(ExitPolicyKind policy)
    {
        Random random = new(131);
        int decided = 0, final = 0, open = 0;
        for (int trial = 0; trial < 4000; trial++)
        {
            int classes = random.Next(2, 6), members = random.Next(2, 12), asked = random.Next(1, members), spread = 1 << random.Next(17);
            int inverse = 1 << random.Next(14, 18);
            int[] centre = Samples.Numbers(random, classes, 4 << 16), low = [.. centre.Select(logit => logit - random.Next(spread + 1))];
            int[] high = [.. centre.Select(logit => logit + random.Next(spread + 1))];
            int[][] all = new int[members][];
            for (int m = 0; m < asked; m++)
                all[m] = Between(random, low, high);
            // A threshold near the score of some vote, or every trial would be easy.
            int threshold = ExitPolicy.Score(policy, Whole(all[..asked], inverse)) + random.Next(-300, 301);
            ExitRule rule = new(policy, Math.Clamp(threshold, 0, 65536), IsLast: false);
            VoteTally vote = new(classes);
            vote.Begin(members, inverse);
            vote.Bound(low, high);
            foreach (int[] member in all[..asked])
                vote.Add(member);
            if (!vote.IsDecided(rule, out bool isFinal))
            {
                open++;
                continue;
            }

            (decided, final) = (decided + 1, final + (isFinal ? 1 : 0));
            for (int draw = 0; draw < 8; draw++)
            {
                for (int m = asked; m < members; m++)
                    all[m] = Between(random, low, high);
                Workspace whole = Whole(all, inverse);
                Assert.Equal(isFinal, rule.IsMet(whole));
                Assert.True(!isFinal || whole.Answer == vote.Answer);
            }
        }

        Assert.True(final > 200 && decided - final > 200 && open > 200, $"{final} final, {decided - final} not, {open} open: the trials are too easy");
    }

    [Fact]
    public void The_average_comes_back_from_its_logits_and_its_answer_stays_at_any_temperature()
    {
        Random random = new(132);
        for (int trial = 0; trial < 2000; trial++)
        {
            int classes = random.Next(2, 8), inverse = random.Next(1 << 10, (1 << 22) + 1);
            int[][] members = [.. Enumerable.Range(0, random.Next(2, 64)).Select(_ => Between(random, new int[classes], Samples.Numbers(random, classes, 1 << 19).Select(Math.Abs).ToArray()))];
            int[] average = Whole(members, 1 << 16).Probabilities.ToArray();
            for (int k = 0; k < classes; k++)
                Assert.Equal(members.Average(member => member[k]), average[k], 6.0);
            Workspace tempered = Whole(members, inverse);
            Assert.Equal(Average(members), tempered.Answer);
            Assert.Equal(tempered.Probabilities.ToArray().Max(), tempered.Probabilities[tempered.Answer]);
        }
    }

    private static int[] Between(Random random, int[] low, int[] high)
    {
        bool atEnds = random.Next(2) == 0;
        int[] logits = [.. low.Zip(high, (from, to) => atEnds ? (random.Next(2) == 0 ? from : to) : random.Next(from, to + 1))];
        int[] probabilities = new int[logits.Length];
        Softmax.Compute(logits, probabilities);
        return probabilities;
    }

    /// <summary>All members asked, and what comes of it.</summary>
    private static Workspace Whole(int[][] members, int inverse)
    {
        Workspace workspace = new(null, new WorkspacePlan { Classes = members[0].Length, HasVote = true });
        workspace.Votes.Begin(members.Length, inverse);
        foreach (int[] member in members)
            workspace.Votes.Add(member);
        workspace.Votes.Logits(workspace.Logits);
        workspace.Conclude(0);
        (workspace.Answer, workspace.LeastVote) = (workspace.Votes.Answer, workspace.Votes.LeastVote);
        return workspace;
    }

    private static VoteTally Asked(int[][] members)
    {
        VoteTally vote = new(members[0].Length);
        vote.Begin(members.Length, 1 << 16);
        foreach (int[] member in members)
        {
            vote.Add(member);
            if (vote.IsDecided(Last, out _))
                break;
        }

        return vote;
    }

    private static int Average(int[][] members)
    {
        long[] sums = [.. Enumerable.Range(0, members[0].Length).Select(k => members.Sum(member => (long)member[k]))];
        return Array.IndexOf(sums, sums.Max());
    }

    private static bool CanChange(int[][] asked, int left)
    {
        int classes = asked[0].Length;
        return Enumerable.Range(0, classes).Any(
            rival => Average([.. asked, .. Enumerable.Repeat(Enumerable.Range(0, classes).Select(k => k == rival ? 65536 : 0).ToArray(), left)]) != Average(asked));
    }
}
