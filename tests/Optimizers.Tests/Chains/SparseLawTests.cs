using Optimizers.Chains;
using Optimizers.Chains.Laws;
using Optimizers.Chains.Priors;

namespace Optimizers.Tests.Chains;

/// <summary>Ternary weights under spike and slab: all 6,561 states of two units of two weights and an exit of four.</summary>
public sealed class SparseLawTests
{
    private const long Steps = 1_600_000;
    private const double Threshold = 0.05;
    private const double LogOdds = -0.6;
    private static readonly TinyStage Stage = TinyStage.Make(2, 2, 12);
    private static readonly EnumeratedRisk Table = new(Stage, new StateSpace(Stage.Start, [2, 2], [[-1, 0, 1], [-1, 0, 1]]));
    private static readonly WeightGroups Groups = WeightGroups.Single(2);
    private static readonly SpikeAndSlabPrior Prior = new(Groups, new SignSlab(), LogOdds);
    private readonly EnumeratedRisk _risk = new(Table, Stage.Start);

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void Visits_of_births_and_deaths_go_to_the_exact_posterior(int size) =>
        Expect.Right(Posterior(), Chain(Prior, new BirthDeathLaw(Groups, new SignSlab()), size), () => _risk.State, Steps, Threshold);

    [Fact]
    public void Without_the_proposal_ratio_they_do_not() =>
        Expect.Wrong(Posterior(), Chain(Prior, new Uncorrected(new BirthDeathLaw(Groups, new SignSlab())), 1), () => _risk.State, Steps, Threshold);

    [Fact]
    public void Without_the_prior_ratio_they_do_not() =>
        Expect.Wrong(Posterior(), Chain(new Unweighted(Prior), new BirthDeathLaw(Groups, new SignSlab()), 1), () => _risk.State, Steps, Threshold);

    [Fact]
    public void The_prior_of_nothing_sums_with_that_of_something_to_one()
    {
        // (1 − ρ) + ρ·(½ + ½) = 1.
        double zero = Math.Exp(Prior.LogEmpty(1));
        Assert.Equal(1, zero + (zero * Math.Exp(LogOdds)), 1e-14);
        Assert.Equal(3 * Prior.LogEmpty(1), Prior.LogEmpty(3), 1e-14);
    }

    internal static double LogPrior(ReadOnlySpan<short> weights, double logOdds)
    {
        double log = 0;
        foreach (short weight in weights)
            log += weight == 0 ? 0 : logOdds - Math.Log(2);
        return log;
    }

    private static Posterior Posterior() => new(Table, 1, weights =>
        LogPrior(weights.Row(0, 0)[..2], LogOdds) + LogPrior(weights.Row(0, 1)[..2], LogOdds)
        + LogPrior(weights.Row(1, 0)[..2], LogOdds) + LogPrior(weights.Row(1, 1)[..2], LogOdds));

    private Chain Chain(IPrior prior, ILaw law, int size)
    {
        BlockPlan block = new(2, prior, [new LawShare(law, 3, size), new LawShare(law, 2), new LawShare(new SwapLaw(Groups)), new LawShare(new ValueFlipLaw())], 3);
        return new Chain(_risk, new ChainPlan([block, block], Schedule.Constant(1)), 5, 0);
    }
}
