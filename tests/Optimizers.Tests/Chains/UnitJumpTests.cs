using Optimizers.Chains;
using Optimizers.Chains.Laws;
using Optimizers.Chains.Priors;
using Optimizers.Chains.Stages;

namespace Optimizers.Tests.Chains;

/// <summary>Up to three units of two signs, of which a ternary exit reads those that are on: 46,656 weights times 8 sets of units.</summary>
public sealed class UnitJumpTests
{
    private const long Steps = 1_600_000;
    private const double Threshold = 0.05;
    private const double LogOdds = -0.4;
    private const double Cost = 0.5;
    private static readonly TinyStage Stage = TinyStage.Make(2, 3, 12);
    private static readonly EnumeratedRisk Table = new(Stage, new StateSpace(Stage.Start, [2, 3], [[-1, 1], [-1, 0, 1]]));
    private static readonly WeightGroups Groups = WeightGroups.Single(3);
    private static readonly SpikeAndSlabPrior Exit = new(Groups, new SignSlab(), LogOdds);
    private static readonly Posterior Exact = Enumerate();
    private readonly EnumeratedRisk _risk = new(Table, Stage.Start);

    [Fact]
    public void Visits_go_to_the_exact_posterior_over_units_and_weights()
    {
        Chain chain = Chain(UnitPrior.Geometric(3, Cost), Exit.LogEmpty(2));
        Expect.Right(Exact, chain, () => Folded(_risk.State, chain.Units), Steps, Threshold);
    }

    [Fact]
    public void Without_the_prior_of_units_they_do_not()
    {
        Chain chain = Chain(UnitPrior.Uniform(3), Exit.LogEmpty(2));
        Expect.Wrong(Exact, chain, () => Folded(_risk.State, chain.Units), Steps, Threshold);
    }

    [Fact]
    public void Without_the_prior_of_silence_they_do_not()
    {
        Chain chain = Chain(UnitPrior.Geometric(3, Cost), 0);
        Expect.Wrong(Exact, chain, () => Folded(_risk.State, chain.Units), Steps, Threshold);
    }

    [Fact]
    public void A_jump_changes_no_risk_and_the_exit_reads_no_unit_that_is_off()
    {
        Chain chain = Chain(UnitPrior.Geometric(3, Cost), Exit.LogEmpty(2));
        bool[] seen = new bool[4];
        for (int i = 0; i < 20_000; i++)
        {
            long before = _risk.RiskOf(0);
            StepInfo info = chain.Step();
            if (info.Law < 0)
                Assert.Equal(before, _risk.RiskOf(0));
            for (int unit = 0; unit < 3; unit++)
                Assert.True(chain.Units[unit] || UnitJump.IsSilent(_risk.Weights, unit));
            seen[chain.Units.Count] = true;
        }

        Assert.All(seen, Assert.True);
    }

    /// <summary>Over the signs of the units, which would need far more steps: summed. What is left: the exit's weights and the set.</summary>
    private static int Folded(int state, UnitSet units) =>
        (state / 64 * 8) + (units[0] ? 1 : 0) + (units[1] ? 2 : 0) + (units[2] ? 4 : 0);

    private static Posterior Enumerate()
    {
        double[] log = new double[Table.Space.Count];
        double[] folded = new double[Table.Space.Count / 64 * 8];
        double[] choose = [1, 3, 3, 1];
        UnitSet units = new(3);
        for (int state = 0; state < log.Length; state++)
        {
            StageWeights weights = Table.Space.Weights(state);
            double likelihood = Math.Exp(-(double)Table.RiskAt(state) / Losses.One);
            for (int set = 0; set < 8; set++)
            {
                for (int unit = 0; unit < 3; unit++)
                    units.Turn(unit, ((set >> unit) & 1) != 0);
                double prior = Math.Exp(-Cost * units.Count) / choose[units.Count];
                for (int k = 0; k < 2; k++)
                {
                    for (int unit = 0; unit < 3; unit++)
                    {
                        bool isZero = weights.Row(1, k)[unit] == 0;
                        double zero = 1 / (1 + Math.Exp(LogOdds));
                        prior *= units[unit] ? (isZero ? zero : (1 - zero) / 2) : isZero ? 1 : 0;
                    }
                }

                folded[Folded(state, units)] += prior * likelihood;
            }
        }

        double sum = folded.Sum();
        return new Posterior([.. folded.Select(p => p / sum)]);
    }

    private Chain Chain(UnitPrior prior, double logSilent) => new(
        _risk,
        new ChainPlan(
            [
                new BlockPlan(2, new UniformPrior(), [new LawShare(new BinLaw())], 2),
                new BlockPlan(3, Exit, [new LawShare(new BirthDeathLaw(Groups, new SignSlab()), 3), new LawShare(new SwapLaw(Groups)), new LawShare(new ValueFlipLaw())], 3, 2),
            ],
            Schedule.Constant(1))
        {
            Units = new UnitPlan(prior, 0.4, logSilent),
        },
        13,
        0);
}
