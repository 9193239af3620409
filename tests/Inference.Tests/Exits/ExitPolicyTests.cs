using Inference.Exits;

namespace Inference.Tests.Exits;

public sealed class ExitPolicyTests
{
    [Fact]
    public void Top1_and_margin_are_read_off_the_probabilities()
    {
        int[] probabilities = [10000, 40000, 15536];
        Assert.Equal(40000, ExitPolicy.Score(ExitPolicyKind.Top1, probabilities));
        Assert.Equal(40000 - 15536, ExitPolicy.Score(ExitPolicyKind.Margin, probabilities));
        Assert.Equal(0, ExitPolicy.Score(ExitPolicyKind.Margin, [30000, 5536, 30000]));
    }

    [Fact]
    public void Entropy_is_within_4_of_65536_of_the_real_one()
    {
        Random random = new(22);
        for (int trial = 0; trial < 5000; trial++)
        {
            int[] probabilities = new int[random.Next(2, 12)];
            Softmax.Compute(Samples.Numbers(random, probabilities.Length, 1 << random.Next(1, 22)), probabilities);
            double real = probabilities.Where(p => p > 0).Sum(p => -p * Math.Log(p / 65536.0)) / Math.Log(probabilities.Length);
            int found = ExitPolicy.Score(ExitPolicyKind.Entropy, probabilities);
            Assert.True(Math.Abs(found - real) <= 4, $"{found}, not {real}, for [{string.Join(", ", probabilities)}]");
        }
    }

    [Fact]
    public void Entropy_runs_from_certain_0_to_even_65536()
    {
        Assert.Equal(0, ExitPolicy.Score(ExitPolicyKind.Entropy, [65536, 0, 0]));
        Assert.Equal(65536, ExitPolicy.Score(ExitPolicyKind.Entropy, [16384, 16384, 16384, 16384]));
    }

    [Theory]
    [InlineData(ExitPolicyKind.Top1, 40000, true)]
    [InlineData(ExitPolicyKind.Top1, 40001, false)]
    [InlineData(ExitPolicyKind.Margin, 14464, true)]
    [InlineData(ExitPolicyKind.Margin, 14465, false)]
    [InlineData(ExitPolicyKind.Entropy, 65536, true)]
    [InlineData(ExitPolicyKind.Entropy, 100, false)]
    public void A_score_equal_to_the_threshold_leaves(ExitPolicyKind kind, int threshold, bool leaves) =>
        Assert.Equal(leaves, ExitPolicy.Leaves(kind, [40000, 25536], threshold));

    [Fact]
    public void The_integer_logarithm_is_within_2_of_65536_of_the_real_one()
    {
        for (int value = 1; value <= 65536; value++)
            Assert.InRange(FixedPoint.Logarithm(value) - 65536 * Math.Log2(value), -2, 0.001);
    }

    [Fact]
    public void The_integer_square_root_rounds_down()
    {
        Random random = new(23);
        for (int trial = 0; trial < 20000; trial++)
        {
            UInt128 value = (UInt128)random.NextInt64() >> random.Next(1, 63);
            UInt128 root = (UInt128)FixedPoint.SquareRoot((ulong)value);
            Assert.True(root * root <= value && (root + 1) * (root + 1) > value, $"√{value} is not {root}");
        }
    }
}
