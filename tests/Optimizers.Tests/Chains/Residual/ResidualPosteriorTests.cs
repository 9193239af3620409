using Inference;
using Optimizers.Chains;
using Optimizers.Chains.Heads;
using Optimizers.Chains.Laws;
using Optimizers.Chains.Priors;

namespace Optimizers.Tests.Chains.Residual;

/// <summary>Chains on the end of a stage, against targets that are enumerated by the plain evaluation: 4,096 states of signs, 15,625 of an exit.</summary>
public sealed class ResidualPosteriorTests
{
    private const double LogOdds = -0.6, SignLambda = 400;
    private const double Nu = 1.5, Scale = 0.4, GridStep = 0.5, ExitLambda = 20;
    private const int Most = 2;
    private const long SignSteps = 300_000, ExitSteps = 500_000;
    private const double SignThreshold = 0.1, ExitThreshold = 0.12;
    private static readonly short[] Values = [-2, -1, 0, 1, 2];
    private static readonly Network SignNetwork = SomeResidual.Network(31, channels: 3);
    private static readonly byte[][] Pictures = SomeResidual.Pictures(SignNetwork, 12, 32);
    private static readonly ResidualTable Signs = new(SomeResidual.Stage(SignNetwork, Pictures, isPlain: true), [4, 0, 0], [[-1, 1], [], []]);
    private static readonly Network ExitNetwork = SomeResidual.Network(34, channels: 2, weight: Most, shift: 0);
    private static readonly ResidualTable Exit = new(SomeResidual.Stage(ExitNetwork, Pictures, isPlain: true), [0, 2, 2], [[], Values, Values]);

    [Fact]
    public void The_risk_is_that_of_the_table_after_every_step()
    {
        ResidualStage stage = SomeResidual.Stage(SignNetwork, Pictures, first: 5);
        Chain chain = SignChain(stage, new SparseFlipPrior(stage.Given, LogOdds));
        Func<int> state = Signs.StateOf(chain, stage);
        Assert.Equal(4096, Signs.Count);
        for (int i = 0; i < 3000; i++)
        {
            chain.Step();
            Assert.Equal(Signs.RiskAt(state()), chain.Risk);
        }
    }

    [Theory]
    [InlineData(0)]
    [InlineData(5)]
    public void Visits_of_signs_go_to_the_exact_posterior_around_the_given_ones(int first)
    {
        ResidualStage stage = SomeResidual.Stage(SignNetwork, Pictures, first: first);
        Chain chain = SignChain(stage, new SparseFlipPrior(stage.Given, LogOdds));
        Expect.Right(SignPosterior(), chain, Signs.StateOf(chain, stage), SignSteps, SignThreshold);
    }

    [Fact]
    public void Without_the_prior_ratio_of_signs_they_do_not()
    {
        ResidualStage stage = SomeResidual.Stage(SignNetwork, Pictures);
        Chain chain = SignChain(stage, new Unweighted(new SparseFlipPrior(stage.Given, LogOdds)));
        Expect.Wrong(SignPosterior(), chain, Signs.StateOf(chain, stage), SignSteps, SignThreshold);
    }

    [Fact]
    public void Without_the_second_part_of_the_memory_they_do_not()
    {
        ResidualStage stage = SomeResidual.Stage(SignNetwork, Pictures, first: 5);
        Chain chain = SignChain(new FirstPart(stage), new SparseFlipPrior(stage.Given, LogOdds));
        Expect.Wrong(SignPosterior(), chain, Signs.StateOf(chain, stage), SignSteps, SignThreshold);
    }

    [Fact]
    public void Visits_of_the_exit_and_its_biases_go_to_the_exact_posterior()
    {
        ResidualStage stage = SomeResidual.Stage(ExitNetwork, Pictures);
        Chain chain = ExitChain(stage, new StudentPrior(Nu, Scale, GridStep, Most));
        Expect.Right(ExitPosterior(), chain, Exit.StateOf(chain, stage), ExitSteps, ExitThreshold);
    }

    [Fact]
    public void Without_the_prior_ratio_of_the_exit_they_do_not()
    {
        ResidualStage stage = SomeResidual.Stage(ExitNetwork, Pictures);
        Chain chain = ExitChain(stage, new Unweighted(new StudentPrior(Nu, Scale, GridStep, Most)));
        Expect.Wrong(ExitPosterior(), chain, Exit.StateOf(chain, stage), ExitSteps, ExitThreshold);
    }

    private static Posterior SignPosterior()
    {
        ICentre given = SomeResidual.Stage(SignNetwork, Pictures).Given;
        return Signs.Posterior(SignLambda, signs => LogOdds * signs.Where((sign, i) => sign != given.At(0, i / 4, i % 4)).Count());
    }

    private static Posterior ExitPosterior() =>
        Exit.Posterior(ExitLambda, weights => weights.Sum(w => -0.5 * (Nu + 1) * Math.Log(1 + (GridStep * GridStep * w * w / (Nu * Scale)))));

    private static Chain SignChain(IRisk risk, IPrior prior) => new(
        risk,
        new ChainPlan(
            [new BlockPlan(4, prior, [new LawShare(new BinLaw(), 2), new LawShare(new BinLaw(), 1, 2)], 4), BlockPlan.Fixed, BlockPlan.Fixed],
            Schedule.Constant(SignLambda)),
        33,
        0);

    private static Chain ExitChain(ResidualStage stage, IPrior prior)
    {
        BlockPlan plan = new(2, prior, [new LawShare(new StudentLaw(1, 1, Most))], 3);
        return new Chain(stage, new ChainPlan([BlockPlan.Fixed, plan, plan], Schedule.Constant(ExitLambda)), 35, 0);
    }
}
