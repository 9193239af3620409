using Optimizers.Chains;
using Optimizers.Chains.Laws;
using Optimizers.Chains.Priors;
using Optimizers.Chains.Stages;

namespace Optimizers.Tests.Chains;

/// <summary>All 16,384 states of 14 signs: two units of four weights and a bias, and an exit of four.</summary>
public sealed class BinLawTests
{
    private const long Steps = 1_600_000;
    private const double Threshold = 0.08;
    private static readonly TinyStage Stage = TinyStage.Make(4, 2, 12, first: 5);
    private static readonly EnumeratedRisk Table = new(Stage, new StateSpace(Stage.Start, [5, 2], [[-1, 1], [-1, 1]]));
    private static readonly SparseFlipPrior Sparse = new(Stage.Start, -0.8);
    private readonly EnumeratedRisk _risk = new(Table, Stage.Start);

    [Fact]
    public void The_table_is_the_plain_evaluation()
    {
        PlainStage plain = Stage.Plain();
        Move move = new(2);
        RandomStream random = new(1, 0, 0);
        Assert.Equal(16384, Table.Space.Count);
        for (int i = 0; i < 500; i++)
        {
            int block = random.Next(2), unit = random.Next(2);
            move.Begin(block, unit);
            new BinLaw().Propose(ref random, _risk.Weights.Row(block, unit)[..(block == 0 ? 5 : 2)], 1 + random.Next(2), move, out _);
            plain.Visit(block, unit);
            _risk.Visit(block, unit);
            for (int part = 0; part < 2; part++)
                Assert.Equal(plain.Evaluate(move, part, long.MaxValue), _risk.Evaluate(move, part, long.MaxValue));
            plain.Commit();
            _risk.Commit();
            Assert.Equal(plain.RiskOf(1), _risk.RiskOf(1));
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void A_flip_changes_as_many_signs_as_it_says_and_each_as_often(int size)
    {
        short[] row = [1, -1, 1, 1, -1];
        int[] times = new int[5];
        Move move = new(5);
        for (uint i = 0; i < 20000; i++)
        {
            RandomStream random = new(3, 0, i);
            move.Begin(0, 0);
            Assert.True(new BinLaw().Propose(ref random, row, size, move, out double logRatio));
            Assert.Equal(0, logRatio);
            Assert.Equal(size, move.Index.ToArray().Distinct().Count());
            for (int j = 0; j < size; j++)
            {
                Assert.Equal(-row[move.Index[j]], move.Value[j]);
                times[move.Index[j]]++;
            }
        }

        // Five deviations of a binomial at most.
        Assert.All(times, count => Assert.InRange(count, (4000 * size) - 350, (4000 * size) + 350));
    }

    [Fact]
    public void Visits_go_to_the_exact_posterior() =>
        Expect.Right(new Posterior(Table, 1, _ => 0), new Chain(_risk, Plan(new UniformPrior(), false), 7, 0), () => _risk.State, Steps, Threshold);

    [Fact]
    public void Visits_go_to_the_exact_posterior_under_a_prior_that_keeps_the_given_signs() =>
        Expect.Right(SparsePosterior(), new Chain(_risk, Plan(Sparse, false), 8, 0), () => _risk.State, Steps, Threshold);

    [Fact]
    public void Without_the_prior_ratio_they_do_not() =>
        Expect.Wrong(SparsePosterior(), new Chain(_risk, Plan(new Unweighted(Sparse), false), 8, 0), () => _risk.State, Steps, Threshold);

    [Fact]
    public void Visits_go_to_the_exact_posterior_when_acceptance_is_delayed() =>
        Expect.Right(SparsePosterior(), new Chain(_risk, Plan(Sparse, true), 9, 0), () => _risk.State, Steps, Threshold);

    [Fact]
    public void Without_the_second_stage_they_do_not()
    {
        ChainPlan plan = Plan(Sparse, true) with { Schedule = Schedule.Constant(12.0 / 5) };
        Expect.Wrong(SparsePosterior(), new Chain(new FirstPart(_risk), plan, 9, 0), () => _risk.State, Steps, Threshold);
    }

    [Fact]
    public void Parts_that_only_serve_early_rejection_change_nothing()
    {
        TinyStage whole = Stage with { First = 0 };
        EnumeratedRisk one = new(whole, Table.Space);
        Chain parts = new(_risk, Plan(Sparse, false), 4, 0), single = new(one, Plan(Sparse, false), 4, 0);
        for (int i = 0; i < 100_000; i++)
            Assert.Equal(single.Step(), parts.Step());
        Assert.Equal(one.State, _risk.State);
    }

    private static Posterior SparsePosterior() => new(Table, 1, weights => -0.8 * Stage.Flips(weights));

    private static ChainPlan Plan(IPrior prior, bool delays) => new(
        [
            new BlockPlan(5, prior, [new LawShare(new BinLaw(), 2), new LawShare(new BinLaw(), 1, 2)], 4),
            new BlockPlan(2, prior, [new LawShare(new BinLaw())], 2),
        ],
        Schedule.Constant(1),
        DelaysAcceptance: delays);
}
