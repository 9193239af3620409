using Optimizers.Chains;
using Optimizers.Chains.Laws;
using Optimizers.Chains.Priors;

namespace Optimizers.Tests.Chains;

/// <summary>All 4,096 states of 12 signs: two units of three weights and a bias, and an exit of four.</summary>
public sealed class FieldLawTests
{
    private const long Steps = 600_000;
    private const double Threshold = 0.08;
    private static readonly TinyStage Stage = TinyStage.Make(3, 2, 12);
    private static readonly EnumeratedRisk Table = new(Stage, new StateSpace(Stage.Start, [4, 2], [[-1, 1], [-1, 1]]));
    private static readonly SparseFlipPrior Prior = new(Stage.Start, -0.3);
    private readonly EnumeratedRisk _risk = new(Table, Stage.Start);

    [Theory]
    [InlineData(Balance.Root)]
    [InlineData(Balance.Barker)]
    public void Visits_of_a_balanced_law_go_to_the_exact_posterior(Balance balance) =>
        Expect.Right(Posterior(1.5), Chain(new InformedLaw(4, balance), 1.5), () => _risk.State, Steps, Threshold);

    [Theory]
    [InlineData(Balance.Root)]
    [InlineData(Balance.Barker)]
    public void Without_the_ratio_of_sums_they_do_not(Balance balance) =>
        Expect.Wrong(Posterior(1.5), Chain(new UncorrectedInformed(4, balance), 1.5), () => _risk.State, Steps, Threshold);

    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    public void Visits_without_rejections_go_to_the_exact_posterior(int moves) =>
        Expect.Right(Posterior(1.5), Chain(new RejectionFreeLaw(4), 1.5, moves), () => _risk.State, Steps, Threshold);

    [Fact]
    public void Without_dwelling_they_do_not() =>
        Expect.Wrong(Posterior(1.5), Chain(new UncorrectedInformed(4, Balance.Metropolis), 1.5), () => _risk.State, Steps, Threshold);

    [Theory]
    [InlineData(Balance.Root)]
    [InlineData(Balance.Barker)]
    [InlineData(Balance.Metropolis)]
    public void No_lambda_is_too_large(Balance balance)
    {
        Chain chain = Chain(balance == Balance.Metropolis ? new RejectionFreeLaw(4) : new InformedLaw(4, balance), 1e9, 50);
        long risk = chain.Risk;
        for (int i = 0; i < 2000; i++)
            risk += chain.Step().Change;
        Assert.Equal(risk, chain.Risk);
        // Nothing better is one flip away, for a chain without rejections.
        if (balance != Balance.Metropolis)
            return;
        long[] field = new long[4];
        for (int unit = 0; unit < 2; unit++)
        {
            _risk.Visit(0, unit);
            _risk.Field(field);
            Assert.All(field, change => Assert.True(change >= 0));
        }
    }

    /// <summary>At constant λ and where it grows; laws, exits and other laws of the same block take turns.</summary>
    [Theory]
    [InlineData(Balance.Root, 0)]
    [InlineData(Balance.Barker, 0)]
    [InlineData(Balance.Barker, 2000)]
    [InlineData(Balance.Metropolis, 0)]
    [InlineData(Balance.Metropolis, 2000)]
    public void A_remembered_field_changes_nothing_but_the_work(Balance balance, int annealing)
    {
        EnumeratedRisk forgetful = new(Table, Stage.Start) { Forgets = true };
        Schedule schedule = annealing == 0 ? Schedule.Constant(1.5) : Schedule.Annealing(0.1, 1.5, annealing);
        Chain remembers = Chain(_risk, Law(), schedule, 3), forgets = Chain(forgetful, Law(), schedule, 3);
        for (int i = 0; i < 5000; i++)
        {
            Assert.Equal(forgets.Step(), remembers.Step());
            Assert.Equal(forgetful.State, _risk.State);
        }

        Assert.True(_risk.Fields < forgetful.Fields);

        IFieldLaw Law() => balance == Balance.Metropolis ? new RejectionFreeLaw(4) : new InformedLaw(4, balance);
    }

    private static Posterior Posterior(double lambda) => new(Table, lambda, weights => -0.3 * Stage.Flips(weights));

    private Chain Chain(IFieldLaw law, double lambda, int size = 1) => Chain(_risk, law, Schedule.Constant(lambda), size);

    private static Chain Chain(IRisk risk, IFieldLaw law, Schedule schedule, int size) => new(
        risk,
        new ChainPlan(
            [
                new BlockPlan(4, Prior, [new LawShare(law, 4, size), new LawShare(new BinLaw())], 5),
                new BlockPlan(2, Prior, [new LawShare(law, 1, size), new LawShare(new BinLaw())], 2),
            ],
            schedule),
        11,
        0);
}
