using Optimizers.Chains;
using Optimizers.Chains.Laws;
using Optimizers.Chains.Priors;
using Optimizers.Chains.Stages;

namespace Optimizers.Tests.Chains;

/// <summary>
/// Geweke 2004, "Getting it right: joint distribution tests of posterior simulators": weights by the chain given labels, labels by the model
/// given weights, in turn, must have the joint distribution of weights from the prior and labels from the model; here its means are known by enumeration.
/// At λ = 1 the cross entropy is minus the logarithm of a probability.
/// </summary>
public sealed class JointDistributionTests
{
    private const double LogOdds = -0.7;
    private const int Rounds = 16_000, Batch = 400;
    private static readonly TinyStage Stage = TinyStage.Make(3, 2, 6, first: 2, scale: 65536);

    [Fact]
    public void Weights_and_labels_in_turn_have_the_joint_distribution() => Assert.All(Deviations(new SparseFlipPrior(Stage.Start, LogOdds), 1), z => Assert.InRange(z, -4, 4));

    [Fact]
    public void With_another_lambda_they_have_not() => Assert.True(Deviations(new SparseFlipPrior(Stage.Start, LogOdds), 0.7).Max(Math.Abs) > 8);

    [Fact]
    public void Without_the_prior_they_have_not() => Assert.True(Deviations(new UniformPrior(), 1).Max(Math.Abs) > 8);

    /// <summary>Flips from the prior's centre, risk, and a label times a logit: mean less its exact value, over its deviation by batch means.</summary>
    private static double[] Deviations(IPrior prior, double lambda)
    {
        double[] exact = Exact();
        double[][] batches = [new double[Rounds / Batch], new double[Rounds / Batch], new double[Rounds / Batch]];
        ChainPlan plan = new(
            [new BlockPlan(4, prior, [new LawShare(new BinLaw()), new LawShare(new BinLaw(), 1, 2)], 2), new BlockPlan(2, prior, [new LawShare(new BinLaw())], 2)],
            Schedule.Constant(lambda));
        StageWeights weights = Stage.Start;
        byte[] labels = [.. Stage.Labels];
        for (int round = 0; round < Rounds; round++)
        {
            PlainStage risk = new(weights, Stage.Inputs, labels, LossKind.CrossEntropy, Stage.First);
            Chain chain = new(risk, plan, 21, (uint)round);
            for (int step = 0; step < 8; step++)
                chain.Step();
            weights = risk.Weights;
            // Before the labels are drawn anew: a chain that looked at them too little or too much shows here, and not afterwards.
            batches[0][round / Batch] += Stage.Flips(weights);
            batches[1][round / Batch] += (double)chain.Risk / Losses.One;
            batches[2][round / Batch] += labels[0] * risk.Logits(weights, 0)[0];
            RandomStream random = new(22, 0, (ulong)round);
            for (int i = 0; i < labels.Length; i++)
            {
                labels[i] = 0;
                if (random.NextDouble() >= Math.Exp(-Loss(risk, weights, i, 0)))
                    labels[i] = 1;
            }
        }

        double[] z = [.. batches.Select((sums, i) =>
        {
            double mean = sums.Average() / Batch;
            double variance = sums.Sum(s => ((s / Batch) - mean) * ((s / Batch) - mean)) / (sums.Length - 1) / sums.Length;
            return (mean - exact[i]) / Math.Sqrt(variance);
        })];
        return z;
    }

    private static double[] Exact()
    {
        StateSpace space = new(Stage.Start, [4, 2], [[-1, 1], [-1, 1]]);
        PlainStage plain = Stage.Plain();
        double[] sums = new double[3];
        double all = 0;
        for (int state = 0; state < space.Count; state++)
        {
            StageWeights weights = space.Weights(state);
            double p = Math.Exp(LogOdds * Stage.Flips(weights));
            all += p;
            sums[0] += p * Stage.Flips(weights);
            for (int i = 0; i < Stage.Labels.Length; i++)
            {
                for (int label = 0; label < 2; label++)
                {
                    double loss = Loss(plain, weights, i, label);
                    sums[1] += p * Math.Exp(-loss) * loss;
                    if (i == 0)
                        sums[2] += p * Math.Exp(-loss) * label * plain.Logits(weights, 0)[0];
                }
            }
        }

        return [.. sums.Select(sum => sum / all)];
    }

    private static double Loss(PlainStage plain, StageWeights weights, int sample, int label) =>
        (double)Losses.Of(LossKind.CrossEntropy, plain.Logits(weights, sample), label, weights.Shape.LogitScale) / Losses.One;
}
