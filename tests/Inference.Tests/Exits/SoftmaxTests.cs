using Inference.Exits;

namespace Inference.Tests.Exits;

public sealed class SoftmaxTests
{
    [Fact]
    public void Probabilities_are_within_2_of_65536_of_the_real_ones()
    {
        Random random = new(21);
        for (int trial = 0; trial < 20000; trial++)
        {
            int spread = 1 << random.Next(1, 31);
            int[] logits = Samples.Numbers(random, random.Next(2, 12), spread);
            Check(logits);
        }

        Check([int.MinValue, int.MaxValue]);
        Check([int.MaxValue, int.MaxValue, int.MinValue]);
        Check([0, -32 << 16, -33 << 16, -11 << 16]);
    }

    [Fact]
    public void A_thousand_equal_logits_share_evenly()
    {
        int[] probabilities = new int[1000];
        Softmax.Compute(new int[1000], probabilities);
        Assert.All(probabilities, probability => Assert.Equal(66, probability));
    }

    [Fact]
    public void The_exponential_never_rises_with_distance()
    {
        int last = Softmax.Exponential(0);
        Assert.Equal(1 << 30, last);
        for (long distance = 1; distance < 2 << 16; distance++)
        {
            int next = Softmax.Exponential(distance);
            Assert.True(next <= last, $"at {distance}");
            last = next;
        }
    }

    private static void Check(int[] logits)
    {
        int[] found = new int[logits.Length];
        Softmax.Compute(logits, found);
        double highest = logits.Max() / 65536.0;
        double sum = logits.Sum(logit => Math.Exp(logit / 65536.0 - highest));
        for (int k = 0; k < logits.Length; k++)
        {
            double real = 65536 * Math.Exp(logits[k] / 65536.0 - highest) / sum;
            Assert.True(Math.Abs(found[k] - real) <= 2, $"{found[k]}, not {real}, for [{string.Join(", ", logits)}]");
        }
    }
}
