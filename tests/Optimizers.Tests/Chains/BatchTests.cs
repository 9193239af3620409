using Optimizers.Chains;
using Optimizers.Chains.Laws;
using Optimizers.Chains.Priors;
using Optimizers.Chains.Stages;

namespace Optimizers.Tests.Chains;

/// <summary>All 4,096 states of 12 signs, moved by the losses of a few samples at a time.</summary>
public sealed class BatchTests
{
    private const long Steps = 300_000;
    private const double Threshold = 0.1;
    private static readonly TinyStage Stage = TinyStage.Make(3, 2, 10, scale: 12288);
    private readonly SampleTable _risk = new(Stage, new StateSpace(Stage.Start, [4, 2], [[-1, 1], [-1, 1]]));

    [Theory]
    [InlineData(0.02)]
    [InlineData(0.5)]
    public void Visits_by_minibatches_go_to_the_exact_posterior(double chi) =>
        Expect.Right(new Posterior(_risk.Risk, 1.5, _ => 0), Chain(chi), () => _risk.Risk.State, Steps, Threshold);

    [Fact]
    public void By_a_random_sample_that_stands_for_all_they_do_not()
    {
        _risk.Naive = 1;
        Expect.Wrong(new Posterior(_risk.Risk, 1.5, _ => 0), Chain(0), () => _risk.Risk.State, Steps, Threshold);
    }

    /// <summary>On a trained scale, of signs and of larger weights, for both losses that have logits.</summary>
    [Theory]
    [InlineData(LossKind.CrossEntropy)]
    [InlineData(LossKind.Hinge)]
    [InlineData(LossKind.ZeroOne)]
    public void No_loss_changes_by_more_than_its_bound_and_one_by_more_than_a_third(LossKind loss)
    {
        TinyStage stage = TinyStage.Make(6, 4, 30, scale: 12288, exit: 3);
        PlainStage plain = stage.Plain();
        StageWeights after = stage.Start.Copy();
        Move move = new(3), inverse = new(3);
        double[] nearest = new double[2];
        for (uint i = 0; i < 2000; i++)
        {
            RandomStream random = new(6, 0, i);
            int block = random.Next(2), unit = random.Next(block == 0 ? 4 : 2);
            move.Begin(block, unit);
            new BinLaw().Propose(ref random, stage.Start.Row(block, unit)[..4], 1 + random.Next(3), move, out _);
            after.CopyFrom(stage.Start);
            inverse.Begin(block, unit);
            for (int j = 0; j < move.Count; j++)
            {
                inverse.Add(move.Index[j], stage.Start.Row(block, unit)[move.Index[j]]);
                after.Row(block, unit)[move.Index[j]] = move.Value[j];
            }

            int bound = LossBound.Of(loss, stage.Start, move);
            Assert.Equal(bound, LossBound.Of(loss, after, inverse));
            for (int sample = 0; sample < stage.Labels.Length; sample++)
            {
                int first = Losses.Of(loss, plain.Logits(stage.Start, sample), stage.Labels[sample], stage.Start.Shape.LogitScale);
                int change = Math.Abs(Losses.Of(loss, plain.Logits(after, sample), stage.Labels[sample], stage.Start.Shape.LogitScale) - first);
                Assert.InRange(change, 0, bound);
                nearest[block] = Math.Max(nearest[block], (double)change / bound);
            }
        }

        Assert.All(nearest, share => Assert.InRange(share, 1.0 / 3, 1));
    }

    [Fact]
    public void Nor_does_a_loss_by_a_move_of_an_earlier_layer()
    {
        StageShape shape = new(false, [new LayerShape(4, 4, 2, 3, 1, 3, true), new LayerShape(2, 2, 3, 1, 1, 3)], 1, 3, 4096);
        StageWeights weights = new(shape), after = new(shape);
        RandomStream draw = new(8, 0, 0);
        for (int block = 0; block < 3; block++)
        {
            foreach (ref short weight in weights.Block(block))
                weight = (short)((draw.Next(2) * 2) - 1);
        }

        sbyte[] inputs = [.. Enumerable.Range(0, 20 * 32).Select(_ => (sbyte)((draw.Next(2) * 2) - 1))];
        PlainStage plain = new(weights, inputs, new byte[20], LossKind.CrossEntropy);
        Move move = new(9);
        int largest = 0;
        for (uint i = 0; i < 300; i++)
        {
            RandomStream random = new(9, 0, i);
            move.Begin(0, random.Next(3));
            new BinLaw().Propose(ref random, weights.Row(0, move.Unit), 9, move, out _);
            after.CopyFrom(weights);
            for (int j = 0; j < move.Count; j++)
                after.Row(0, move.Unit)[move.Index[j]] = move.Value[j];
            for (int sample = 0; sample < 20; sample++)
            {
                int first = Losses.Of(LossKind.CrossEntropy, plain.Logits(weights, sample), 0, shape.LogitScale);
                int change = Math.Abs(Losses.Of(LossKind.CrossEntropy, plain.Logits(after, sample), 0, shape.LogitScale) - first);
                Assert.InRange(change, 0, LossBound.Of(LossKind.CrossEntropy, weights, move));
                largest = Math.Max(largest, change);
            }
        }

        Assert.NotEqual(0, largest);
    }

    private Chain Chain(double chi) => new(
        _risk,
        new ChainPlan(
            [
                new BlockPlan(4, new UniformPrior(), [new LawShare(new BinLaw())], 4),
                new BlockPlan(2, new UniformPrior(), [new LawShare(new BinLaw())], 2),
            ],
            Schedule.Constant(1.5))
        {
            Batches = chi,
        },
        17,
        0);
}
