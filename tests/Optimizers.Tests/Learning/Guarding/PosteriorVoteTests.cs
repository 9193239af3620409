using Inference;
using Optimizers.Learning.Guarding;

namespace Optimizers.Tests.Learning.Guarding;

public sealed class PosteriorVoteTests(ITestOutputHelper output)
{
    /// <summary>
    /// Every vote of four members with probabilities from a coarse grid: the answer where it stops is that of all, and it stops as soon as it may.
    /// </summary>
    [Fact]
    public void The_answer_is_that_of_all_members_by_enumeration()
    {
        int[][] grid = [[65536, 0, 0], [0, 65536, 0], [0, 0, 65536], [32768, 32768, 0], [0, 32768, 32768], [21845, 21846, 21845], [40000, 20000, 5536]];
        const int Members = 4;
        for (int code = 0; code < grid.Length * grid.Length * grid.Length * grid.Length; code++)
        {
            int[][] members = [.. Enumerable.Range(0, Members).Select(i => grid[code / (int)Math.Pow(grid.Length, i) % grid.Length])];
            PosteriorVote vote = Asked(members, [65536, 65536, 65536, 65536]);
            Assert.Equal(Average(members), vote.Answer);
            // Necessary, too: before the last member asked, some rest would have changed the answer.
            Assert.True(vote.Asked == 1 || CanChange(members[..(vote.Asked - 1)], Members - vote.Asked + 1));
        }
    }

    [Theory]
    [InlineData(2, 20, 0.5)]
    [InlineData(10, 20, 0.5)]
    [InlineData(10, 7, 3.0)]
    public void The_answer_is_that_of_all_members_by_random_members(int classes, int count, double sharpness)
    {
        SplitMix random = new(7);
        double asked = 0, bounded = 0;
        for (int picture = 0; picture < 2000; picture++)
        {
            double[] centre = [.. Enumerable.Range(0, classes).Select(_ => 4 * sharpness * random.NextDouble())];
            int[][] members = [.. Enumerable.Range(0, count).Select(_ => Probabilities([.. centre.Select(logit => logit + random.NextDouble())]))];
            int[] bounds = [.. members.Select(member => member.Max() - member.Min())];
            PosteriorVote vote = Asked(members, [.. bounds.Select(_ => 65536)]), tight = Asked(members, bounds);
            Assert.Equal(Average(members), vote.Answer);
            Assert.Equal(Average(members), tight.Answer);
            Assert.True(vote.IsDecided && tight.IsDecided && tight.Asked <= vote.Asked && vote.Asked >= count / 2);
            asked += vote.Asked;
            bounded += tight.Asked;
        }

        output.WriteLine($"of {count} members {asked / 2000:F2} asked on average, {bounded / 2000:F2} with bounds");
    }

    [Fact]
    public void Members_that_agree_for_sure_are_asked_to_the_half()
    {
        int[] sure = [0, 65536];
        PosteriorVote vote = new(2, 20);
        while (!vote.Add(sure))
            Assert.True(vote.Asked < 20);
        // At ten each the lower class would win.
        Assert.Equal((11, 1), (vote.Asked, vote.Answer));
        vote.Begin();
        while (!vote.Add([65536, 0]))
            Assert.True(vote.Asked < 20);
        Assert.Equal((10, 0), (vote.Asked, vote.Answer));
    }

    [Fact]
    public void The_average_as_logits_gives_its_probabilities_back()
    {
        PosteriorVote vote = new(3, 2);
        vote.Add([65536, 0, 0]);
        vote.Add([16384, 32768, 16384]);
        int[] logits = new int[3];
        vote.Logits(logits);
        Assert.Equal(Math.Log(0.625) * 65536, logits[0], 0.51);
        Assert.Equal(Math.Log(0.25) * 65536, logits[1], 0.51);
        Assert.Equal(0.625 * 65536, Temperature.One.Score(logits), 2.0);
    }

    [Fact]
    public void What_does_not_fit_is_refused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => new PosteriorVote(1, 5));
        Assert.Throws<ArgumentOutOfRangeException>(() => new PosteriorVote(2, 0));
        Assert.Throws<ArgumentOutOfRangeException>(() => new PosteriorVote(2, PosteriorVote.MemberLimit + 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => new PosteriorVote(2, [65537]));
        PosteriorVote vote = new(2, 1);
        Assert.Throws<ArgumentException>(() => vote.Add([1, 2, 3]));
        vote.Add([1, 2]);
        Assert.Throws<InvalidOperationException>(() => vote.Add([1, 2]));
    }

    private static PosteriorVote Asked(int[][] members, int[] bounds)
    {
        PosteriorVote vote = new(members[0].Length, bounds);
        foreach (int[] member in members)
        {
            if (vote.Add(member))
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

    private static int[] Probabilities(double[] logits)
    {
        double sum = logits.Sum(Math.Exp);
        return [.. logits.Select(logit => (int)Math.Round(65536 * Math.Exp(logit) / sum))];
    }
}
