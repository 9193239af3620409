using Inference;
using Optimizers.Chains;
using Optimizers.Chains.Heads;
using Optimizers.Chains.Laws;
using Optimizers.Chains.Priors;
using Optimizers.Tests.Chains.Residual;

namespace Optimizers.Tests.Chains.Sparse;

/// <summary>
/// Chains of births, deaths, steps and zeros on a sparse stage, against targets that are enumerated by the plain evaluation: 256 states of the layer, one of whose
/// shipped weights is a zero, 256 of the exit.
/// </summary>
public sealed class SparsePosteriorTests
{
    private const double Lambda = 3, Changes = 0.3, Deaths = 0.2, Threshold = 0.05;
    private const long Steps = 160_000;
    private static readonly short[] Values = [SparseWeights.Dead, -1, 0, 1];
    private static readonly StudentSlab Slab = new(1, 4, 1, 1);
    private static readonly Network Network = SomeSparse.Network(31, channels: 4, fill: 0.7, size: 12);
    private static readonly byte[][] Pictures = SomeResidual.Pictures(Network, 12, 32);
    private static readonly ResidualTable Layer = new(SomeSparse.Stage(Network, Pictures, isPlain: true), [1, 0, 0], [Values, [], []]);
    private static readonly ResidualTable Exit = new(SomeSparse.Stage(Network, Pictures, isPlain: true), [0, 1, 0], [[], Values, []]);

    [Theory]
    [InlineData(0, 0)]
    [InlineData(0, 5)]
    [InlineData(1, 0)]
    public void Visits_go_to_the_exact_posterior_around_the_given_weights(int block, int first)
    {
        SparseStage stage = SomeSparse.Stage(Network, Pictures, first: first);
        Chain chain = ChainOf(stage, block, PriorOf(stage));
        Expect.Right(PosteriorOf(stage, block), chain, TableOf(block).StateOf(chain, stage), Steps, Threshold);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public void Without_the_prior_ratio_they_do_not(int block)
    {
        SparseStage stage = SomeSparse.Stage(Network, Pictures);
        Chain chain = ChainOf(stage, block, new Unweighted(PriorOf(stage)));
        Expect.Wrong(PosteriorOf(stage, block), chain, TableOf(block).StateOf(chain, stage), Steps, Threshold);
    }

    [Fact]
    public void The_risk_is_that_of_the_table_after_every_step()
    {
        SparseStage stage = SomeSparse.Stage(Network, Pictures, first: 5);
        Chain chain = ChainOf(stage, 0, PriorOf(stage));
        Func<int> state = Layer.StateOf(chain, stage);
        HashSet<int> seen = [];
        for (int i = 0; i < 3000; i++)
        {
            chain.Step();
            Assert.Equal(Layer.RiskAt(state()), chain.Risk);
            seen.Add(state());
        }

        Assert.InRange(seen.Count, 20, 256);
    }

    private static ResidualTable TableOf(int block) => block == 0 ? Layer : Exit;

    private static SparseChangePrior PriorOf(SparseStage stage) => new((IChangeCentre)stage.Given, Slab, SparseWeights.Dead, Changes, Deaths);

    private static Posterior PosteriorOf(SparseStage stage, int block)
    {
        IChangeCentre given = (IChangeCentre)stage.Given;
        return TableOf(block).Posterior(Lambda, changes => changes.Select((change, unit) => LogOf(change, given.IsZero(block, unit, 0))).Sum());
    }

    private static double LogOf(short change, bool isZero) => change switch
    {
        0 => Math.Log(isZero ? 1 - Changes : 1 - Changes - Deaths),
        SparseWeights.Dead => isZero ? double.NegativeInfinity : Math.Log(Deaths),
        _ => Math.Log(Changes) + Slab.LogMass(change),
    };

    private static Chain ChainOf(SparseStage stage, int block, IPrior prior)
    {
        BlockPlan plan = new(
            1, prior, [new LawShare(new BirthDeathLaw(WeightGroups.Single(1), Slab), 2), new LawShare(new StudentLaw(1, 60, 128, keepsZeros: true)), new LawShare(new ReviveLaw(SparseWeights.Dead))], 3);
        return new Chain(stage, new ChainPlan([.. Enumerable.Range(0, 3).Select(i => i == block ? plan : BlockPlan.Fixed)], Schedule.Constant(Lambda)), 33, 0);
    }
}
