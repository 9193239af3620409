using Inference.Exits;

namespace Inference.Tests.Exits;

/// <summary>What a vote says of members that it has not asked.</summary>
public sealed class ScoreBoundsTests
{
    /// <summary>Logits drawn between bounds give probabilities and scores between those computed from the bounds.</summary>
    [Fact]
    public void Bounds_hold_of_all_between_them()
    {
        Random random = new(148);
        for (int trial = 0; trial < 20_000; trial++)
        {
            int classes = random.Next(2, 12), spread = 1 << random.Next(1, 31), width = 1 << random.Next(1, 22);
            int[] low = Samples.Numbers(random, classes, spread), logits = [.. low.Select(logit => logit + random.Next(width))];
            int[] high = [.. logits.Select(logit => logit + random.Next(width))], least = new int[classes], most = new int[classes], found = new int[classes];
            SoftmaxBounds.Compute(low, high, least, most);
            Softmax.Compute(random.Next(3) switch { 0 => low, 1 => high, _ => logits }, found);
            Assert.All(Enumerable.Range(0, classes), k => Assert.InRange(found[k], least[k], most[k]));
            foreach (ExitPolicyKind kind in new[] { ExitPolicyKind.Top1, ExitPolicyKind.Margin, ExitPolicyKind.Entropy })
            {
                (int lowest, int highest) = ScoreBounds.Of(kind, least, most);
                Assert.InRange(ExitPolicy.Score(kind, found), lowest, highest);
            }
        }
    }

    [Fact]
    public void Logarithms_never_fall_and_are_within_3_of_the_real_ones()
    {
        int last = FixedPoint.FastLogarithm(1);
        for (int value = 1; value <= (64 << 16) + (64 * 512); value += 1 + (value >> 12))
        {
            Assert.InRange(FixedPoint.FastLogarithm(value), Math.Max(last, (65536 * Math.Log2(value)) - 3), 65536 * Math.Log2(value) + 1e-6);
            last = FixedPoint.FastLogarithm(value);
        }
    }
}
