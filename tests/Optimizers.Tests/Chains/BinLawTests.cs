using Optimizers.Chains;
using Optimizers.Chains.Laws;
using Optimizers.Chains.Priors;
using Optimizers.Chains.Stages;

namespace Optimizers.Tests.Chains;

public sealed class BinLawTests
{
    private static readonly TinyStage Stage = TinyStage.Make(4, 2, 12);
    private static readonly EnumeratedRisk Table = new(Stage, new StateSpace(Stage.Start, [5, 2], [[-1, 1], [-1, 1]]));

    [Fact]
    public void The_table_is_the_plain_evaluation()
    {
        PlainStage plain = Stage.Plain();
        EnumeratedRisk table = new(Table, Stage.Start);
        Move move = new(2);
        RandomStream random = new(1, 0, 0);
        Assert.Equal(16384, Table.Space.Count);
        for (int i = 0; i < 500; i++)
        {
            int block = random.Next(2), unit = random.Next(2);
            move.Begin(block, unit);
            new BinLaw().Propose(ref random, table.Weights.Row(block, unit)[..(block == 0 ? 5 : 2)], 1 + random.Next(2), move, out _);
            plain.Visit(block, unit);
            table.Visit(block, unit);
            Assert.Equal(plain.Evaluate(move, 0, long.MaxValue), table.Evaluate(move, 0, long.MaxValue));
            plain.Commit();
            table.Commit();
            Assert.Equal(plain.RiskOf(0), table.RiskOf(0));
        }
    }

    [Fact]
    public void Visits_go_to_the_exact_posterior_as_the_root_of_the_steps()
    {
        EnumeratedRisk risk = new(Table, Stage.Start);
        Chain chain = new(risk, Plan(new UniformPrior()), 7, 0);
        double[] distances = new Posterior(Table, 1, _ => 0).Distances(chain, () => risk.State, 100_000, 400_000, 1_600_000);
        Assert.InRange(distances[1], 0.35 * distances[0], 0.7 * distances[0]);
        Assert.InRange(distances[2], 0.35 * distances[1], 0.7 * distances[1]);
        Assert.InRange(distances[2], 0, 0.07);
    }

    private static ChainPlan Plan(IPrior prior) => new(
        [
            new BlockPlan(5, prior, [new LawShare(new BinLaw(), 2), new LawShare(new BinLaw(), 1, 2)], 4),
            new BlockPlan(2, prior, [new LawShare(new BinLaw())], 2),
        ],
        Schedule.Constant(1));
}
