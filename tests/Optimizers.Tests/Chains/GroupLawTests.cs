using Optimizers.Chains;
using Optimizers.Chains.Laws;
using Optimizers.Chains.Priors;

namespace Optimizers.Tests.Chains;

/// <summary>Groups of two weights that are 0 together: of the 6,561 ternary states of two units of four weights, 625 are possible.</summary>
public sealed class GroupLawTests
{
    private const long Steps = 800_000;
    private const double Threshold = 0.02;
    private const double Lambda = 0.5;
    private const double LogOdds = -0.7;
    private static readonly TinyStage Stage = TinyStage.Make(4, 2, 16);
    private static readonly EnumeratedRisk Table = new(Stage, new StateSpace(Stage.Start, [4, 0], [[-1, 0, 1], [0]]));
    private readonly EnumeratedRisk _risk = new(Table, Stage.Start);

    public static TheoryData<bool> Layouts => [true, false];

    [Theory]
    [MemberData(nameof(Layouts))]
    public void Visits_go_to_the_exact_posterior(bool runs)
    {
        WeightGroups groups = Groups(runs);
        Expect.Right(Posterior(groups), Chain(groups, new BirthDeathLaw(groups, new SignSlab())), () => _risk.State, Steps, Threshold);
    }

    [Theory]
    [MemberData(nameof(Layouts))]
    public void Without_the_proposal_ratio_they_do_not(bool runs)
    {
        WeightGroups groups = Groups(runs);
        Expect.Wrong(Posterior(groups), Chain(groups, new Uncorrected(new BirthDeathLaw(groups, new SignSlab()))), () => _risk.State, Steps, Threshold);
    }

    [Fact]
    public void Groups_cover_each_weight_once()
    {
        foreach (WeightGroups groups in (WeightGroups[])[WeightGroups.Single(12), WeightGroups.Runs(12, 3), WeightGroups.Channels(4, 3)])
        {
            List<int> all = [];
            for (int group = 0; group < groups.Count; group++)
            {
                for (int place = 0; place < groups.Length; place++)
                {
                    all.Add(groups.Index(group, place));
                    Assert.Equal(group, groups.Group(all[^1]));
                }
            }

            Assert.Equal(Enumerable.Range(0, 12), all.Order());
        }

        Assert.Throws<ArgumentException>(() => WeightGroups.Runs(12, 5));
    }

    /// <summary>The prior's own test of wholeness: a group that is half 0 is impossible, whoever proposes it.</summary>
    [Fact]
    public void Half_a_group_is_impossible()
    {
        WeightGroups groups = WeightGroups.Runs(4, 2);
        Chain chain = Chain(groups, new BirthDeathLaw(WeightGroups.Single(4), new SignSlab()));
        for (int i = 0; i < 2000; i++)
            chain.Step();
        Assert.Equal(0, chain.Accepted(0, 0));
    }

    private static WeightGroups Groups(bool runs) => runs ? WeightGroups.Runs(4, 2) : WeightGroups.Channels(2, 2);

    private static Posterior Posterior(WeightGroups groups) => new(Table, Lambda, weights =>
    {
        double log = 0;
        for (int unit = 0; unit < 2; unit++)
        {
            ReadOnlySpan<short> row = weights.Row(0, unit);
            for (int group = 0; group < 2; group++)
            {
                bool first = row[groups.Index(group, 0)] == 0, second = row[groups.Index(group, 1)] == 0;
                log += first != second ? double.NegativeInfinity : first ? 0 : LogOdds - (2 * Math.Log(2));
            }
        }

        return log;
    });

    private Chain Chain(WeightGroups groups, ILaw law)
    {
        SpikeAndSlabPrior prior = new(groups, new SignSlab(), LogOdds);
        BlockPlan block = new(4, prior, [new LawShare(law, 3), new LawShare(new SwapLaw(groups)), new LawShare(new ValueFlipLaw())], 3);
        return new Chain(_risk, new ChainPlan([block, BlockPlan.Fixed], Schedule.Constant(Lambda)), 6, 0);
    }
}
