using Inference.Calibration;

namespace Inference.Tests.Calibration;

public sealed class CalibratorTests
{
    private const int Calibrations = 1000;

    /// <summary>δ plus three standard deviations of its estimate from as many calibrations: 0.05 + 3·√(0.05·0.95/1000).</summary>
    private const double MostBroken = 0.05 + 0.0207;

    private static readonly CalibrationGoal Goal = new(20_000, 50_000, ExitPolicyKind.Top1, ExitReference.Last);

    /// <summary>The boldest good bound lies inside the grid, so that there is something to find and something to overstep.</summary>
    [Theory]
    [InlineData(0.0, 0.05)]
    [InlineData(0.001, 0.045)]
    public void In_1000_calibrations_the_promise_is_broken_at_most_delta_often(double lowest, double slope)
    {
        KnownTruth truth = new(lowest, slope);
        Random random = new(72);
        int broken = 0, first = 0, second = 0;
        for (int trial = 0; trial < Calibrations; trial++)
        {
            ExitSetting[] settings = Calibrator.Calibrate(truth.Sample(4000, random), Goal with { Seed = trial });
            broken += truth.IsBroken(settings, Goal.Risk) ? 1 : 0;
            first += settings[0].IsOpen ? 1 : 0;
            second += settings[1].IsOpen ? 1 : 0;
        }

        Assert.True(broken <= MostBroken * Calibrations, $"broken in {broken} of {Calibrations}");
        Assert.True(first > Calibrations / 2 && second > Calibrations / 20, $"certified only {first} and {second}: the law would hold of a calibrator that does nothing");
    }

    /// <summary>ε is just exceeded at every bound: the hardest case. Without the split over exits and prefixes it would be broken more often.</summary>
    [Fact]
    public void Where_no_bound_is_good_enough_at_most_delta_of_the_calibrations_certify_one()
    {
        KnownTruth truth = new(0.0201, 0);
        Random random = new(73);
        int broken = 0;
        for (int trial = 0; trial < Calibrations; trial++)
            broken += truth.IsBroken(Calibrator.Calibrate(truth.Sample(2000, random), Goal with { Seed = trial }), Goal.Risk) ? 1 : 0;
        Assert.True(broken <= MostBroken * Calibrations, $"broken in {broken} of {Calibrations}");
        Assert.True(broken > 0, "never certified: the law would hold of a calibrator that does nothing");
    }

    [Fact]
    public void With_dependent_pictures_the_promise_holds_by_group_and_breaks_where_groups_are_ignored()
    {
        KnownTruth truth = new(0.0201, 0) { Copies = 8 };
        Random random = new(74);
        int broken = 0, brokenWithoutGroups = 0;
        const int calibrations = 200;
        for (int trial = 0; trial < calibrations; trial++)
        {
            CalibrationGoal goal = Goal with { Seed = trial };
            List<CalibrationSample> samples = truth.Sample(1500, random);
            broken += truth.IsBroken(Calibrator.Calibrate(samples, goal), goal.Risk) ? 1 : 0;
            List<CalibrationSample> alone = [.. samples.Select((sample, i) => sample with { Group = $"{i}" })];
            brokenWithoutGroups += truth.IsBroken(Calibrator.Calibrate(alone, goal), goal.Risk) ? 1 : 0;
        }

        Assert.True(broken <= (0.05 + 3 * Math.Sqrt(0.05 * 0.95 / calibrations)) * calibrations, $"broken in {broken} of {calibrations}");
        Assert.True(brokenWithoutGroups > 0.2 * calibrations, $"broken in only {brokenWithoutGroups}: the grouping is not what keeps the promise");
    }

    [Fact]
    public void Too_few_samples_to_prove_anything_close_the_exit()
    {
        KnownTruth truth = new(0, 0);
        ExitSetting[] few = Calibrator.Calibrate(truth.Sample(180, new Random(75)), Goal);
        Assert.All(few, setting => Assert.False(setting.IsOpen));
        ExitSetting[] enough = Calibrator.Calibrate(truth.Sample(2000, new Random(75)), Goal);
        Assert.True(enough[0].IsOpen);
        Assert.True(enough[0].Answers >= enough[0].Least);
    }

    [Fact]
    public void A_perfect_exit_answers_nearly_everything()
    {
        ExitSetting[] settings = Calibrator.Calibrate(new KnownTruth(0, 0).Sample(5000, new Random(76)), Goal);
        Assert.True(settings[0].Answers > 0.98 * settings[0].Reached);
        Assert.Equal(0, settings[0].Wrong);
        Assert.Equal(2, settings[0].Divisor);
        Assert.Equal(2 * (Calibrator.Steps + 1), settings[1].Divisor);
        Assert.False(settings[1].IsOpen);
    }

    [Fact]
    public void What_is_certified_passes_its_own_test()
    {
        Random random = new(77);
        for (int trial = 0; trial < 100; trial++)
        {
            foreach (ExitSetting setting in Calibrator.Calibrate(new KnownTruth(0.002, 0.02).Sample(4000, random), Goal))
            {
                double tail = BinomialTail.LogAtMost(setting.Wrong, setting.Answers, Goal.Risk);
                Assert.True(!setting.IsOpen || tail <= Math.Log(Goal.Failure / setting.Divisor));
            }
        }
    }

    [Fact]
    public void Of_each_group_one_sample_counts_and_each_as_often()
    {
        List<CalibrationSample> samples = [];
        for (int i = 0; i < 5; i++)
            samples.Add(new CalibrationSample([i], [false], "a"));
        samples.Add(new CalibrationSample([9], [false], "b"));
        int[] drawn = new int[5];
        for (int seed = 5000; seed < 10_000; seed++)
        {
            List<CalibrationSample> chosen = Calibrator.OnePerGroup(samples, seed);
            Assert.Equal(2, chosen.Count);
            drawn[chosen[0].Doubts[0]]++;
        }

        Assert.All(drawn, count => Assert.InRange(count, 1000 - 120, 1000 + 120));
    }
}
