using Inference;
using Optimizers.Chains.Stages;
using Optimizers.Chains.Stages.Sliced;

namespace Optimizers.Tests.Chains.Stages;

/// <summary>The losses against mathematics, and eight at once against one.</summary>
public sealed class LossesTests
{
    [Fact]
    public void The_cross_entropy_is_that_of_the_logits_to_a_few_parts_in_a_million()
    {
        SplitMix random = new(1);
        int[] logits = new int[10];
        for (int i = 0; i < 20_000; i++)
        {
            int scale = 1 + random.Next(20_000), range = 1 + random.Next(200);
            foreach (ref int logit in logits.AsSpan())
                logit = random.Next((2 * range) + 1) - range;
            int label = random.Next(10);
            double sum = logits.Sum(logit => Math.Exp((logit - logits.Max()) * (double)scale / 65536));
            double exact = ((logits.Max() - logits[label]) * (double)scale / 65536) + Math.Log(sum);
            Assert.Equal(exact, Losses.Of(LossKind.CrossEntropy, logits, label, scale) / 65536.0, 2e-5);
        }
    }

    [Theory]
    [InlineData(LossKind.CrossEntropy)]
    [InlineData(LossKind.Hinge)]
    [InlineData(LossKind.ZeroOne)]
    public void Eight_at_once_are_eight_one_by_one(LossKind kind)
    {
        SplitMix random = new(2);
        int[] logits = new int[8 * 10], fast = new int[8], plain = new int[8];
        byte[] labels = new byte[8];
        for (int i = 0; i < 20_000; i++)
        {
            int scale = 1 + random.Next(20_000), range = 1 + random.Next(1000);
            foreach (ref int logit in logits.AsSpan())
                logit = random.Next((2 * range) + 1) - range;
            foreach (ref byte label in labels.AsSpan())
                label = (byte)random.Next(10);
            LossBatch.Fill(kind, logits, labels, scale, fast);
            LossBatch.OneByOne(kind, logits, labels, scale, plain);
            Assert.Equal(plain, fast);
        }
    }

    [Fact]
    public void A_tie_is_wrong_for_the_zero_one_loss_and_costs_a_margin_for_the_hinge()
    {
        Assert.Equal(65536, Losses.Of(LossKind.ZeroOne, [3, 3, 1], 0, 6400));
        Assert.Equal(0, Losses.Of(LossKind.ZeroOne, [3, 2, 1], 0, 6400));
        Assert.Equal(65536, Losses.Of(LossKind.Hinge, [3, 3, 1], 0, 6400));
        Assert.Equal(65536 - 6400, Losses.Of(LossKind.Hinge, [3, 2, 1], 0, 6400));
        Assert.Equal(0, Losses.Of(LossKind.Hinge, [30, 2, 1], 0, 6400));
    }
}
