using Optimizers.Chains;
using Optimizers.Chains.Laws;
using Optimizers.Chains.Priors;
using Optimizers.Chains.Stages;

namespace Optimizers.Tests.Chains;

/// <summary>Weights on a grid from −3 to 3: all 16,807 states of a unit of two weights and a bias, and an exit of two.</summary>
public sealed class StudentLawTests
{
    private const long Steps = 600_000;
    private const double Threshold = 0.12;
    private const double Nu = 1.5, Scale = 0.4, GridStep = 0.5;
    private const int Most = 3;
    private static readonly short[] Values = [-3, -2, -1, 0, 1, 2, 3];
    private static readonly TinyStage Stage = TinyStage.Make(2, 1, 14);
    private static readonly EnumeratedRisk Table = new(Stage, new StateSpace(Stage.Start, [3, 1], [Values, Values]));
    private static readonly StudentPrior Prior = new(Nu, Scale, GridStep, Most);
    private static readonly StudentSlab Slab = new(Nu, Scale, GridStep, Most);
    private readonly EnumeratedRisk _risk = new(Table, Stage.Start);

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void Visits_go_to_the_exact_posterior(int size) =>
        Expect.Right(Posterior(), Chain(Prior, [new LawShare(new StudentLaw(1, 1, Most), 1), new LawShare(new StudentLaw(1, 1, Most), 1, size)]), () => _risk.State, Steps, Threshold);

    [Fact]
    public void Without_the_prior_ratio_they_do_not() =>
        Expect.Wrong(Posterior(), Chain(new Unweighted(Prior), [new LawShare(new StudentLaw(1, 1, Most))]), () => _risk.State, Steps, Threshold);

    /// <summary>A step out of range that is cut to the range is not symmetric: the ends are visited too often.</summary>
    [Fact]
    public void With_steps_cut_to_the_range_they_do_not() =>
        Expect.Wrong(Posterior(), Chain(Prior, [new LawShare(new CutLaw(new StudentLaw(1, 1, short.MaxValue)))]), () => _risk.State, Steps, Threshold);

    [Fact]
    public void Visits_of_births_and_steps_go_to_the_exact_posterior_of_a_heavy_tailed_slab() =>
        Expect.Right(SlabPosterior(), SlabChain(new BirthDeathLaw(WeightGroups.Single(3), Slab), new BirthDeathLaw(WeightGroups.Single(1), Slab)), () => _risk.State, Steps, Threshold);

    [Fact]
    public void Without_the_density_of_what_is_born_they_do_not() =>
        Expect.Wrong(
            SlabPosterior(),
            SlabChain(new Uncorrected(new BirthDeathLaw(WeightGroups.Single(3), Slab)), new Uncorrected(new BirthDeathLaw(WeightGroups.Single(1), Slab))),
            () => _risk.State,
            Steps,
            Threshold);

    [Fact]
    public void The_slab_sums_to_one_and_is_drawn_as_it_says()
    {
        StudentSlab slab = new(1, 0.01, 0.02, 200);
        Assert.Equal(1, Enumerable.Range(-200, 401).Sum(w => Math.Exp(slab.LogMass((short)w))), 1e-12);
        int[] times = new int[401];
        const int draws = 200_000;
        for (uint i = 0; i < draws; i++)
        {
            RandomStream random = new(2, 0, i);
            times[slab.Draw(ref random) + 200]++;
        }

        Assert.Equal(0, times[200]);
        for (int w = -12; w <= 12; w++)
        {
            double wanted = draws * Math.Exp(slab.LogMass((short)w));
            Assert.InRange(times[w + 200], wanted - (5 * Math.Sqrt(wanted)), wanted + (5 * Math.Sqrt(wanted)));
        }
    }

    private static double Log(short weight) => -0.5 * (Nu + 1) * Math.Log(1 + (GridStep * GridStep * weight * weight / (Nu * Scale)));

    private static IEnumerable<short> Moved(StageWeights weights) =>
        [.. weights.Row(0, 0)[..3], weights.Row(1, 0)[0], weights.Row(1, 1)[0]];

    private static Posterior Posterior() => new(Table, 1, weights => Moved(weights).Sum(Log));

    private static Posterior SlabPosterior()
    {
        double all = Math.Log(Values.Where(w => w != 0).Sum(w => Math.Exp(Log(w))));
        return new Posterior(Table, 1, weights => Moved(weights).Sum(w => w == 0 ? 0 : 0.5 + Log(w) - all));
    }

    private Chain SlabChain(ILaw unit, ILaw exit)
    {
        LawShare step = new(new StudentLaw(1, 1, Most, keepsZeros: true));
        return new Chain(
            _risk,
            new ChainPlan(
                [
                    new BlockPlan(3, new SpikeAndSlabPrior(WeightGroups.Single(3), Slab, 0.5), [new LawShare(unit), step], 3),
                    new BlockPlan(1, new SpikeAndSlabPrior(WeightGroups.Single(1), Slab, 0.5), [new LawShare(exit), step], 2),
                ],
                Schedule.Constant(1)),
            3,
            0);
    }

    private Chain Chain(IPrior prior, IReadOnlyList<LawShare> laws) => new(
        _risk, new ChainPlan([new BlockPlan(3, prior, laws, 3), new BlockPlan(1, prior, [laws[0]], 2)], Schedule.Constant(1)), 2, 0);

    private sealed class CutLaw(ILaw law) : ILaw
    {
        private readonly Move _uncut = new(8);

        public string Name => law.Name;

        public bool Propose(ref RandomStream random, ReadOnlySpan<short> row, int size, Move move, out double logRatio)
        {
            _uncut.Begin(move.Block, move.Unit);
            bool isProposed = law.Propose(ref random, row, size, _uncut, out logRatio);
            for (int i = 0; i < _uncut.Count; i++)
            {
                short value = Math.Clamp(_uncut.Value[i], (short)-Most, (short)Most);
                if (value != row[_uncut.Index[i]])
                    move.Add(_uncut.Index[i], value);
            }

            return isProposed && move.Count > 0;
        }
    }
}
