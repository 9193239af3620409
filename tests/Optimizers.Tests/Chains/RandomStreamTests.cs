using Optimizers.Chains;

namespace Optimizers.Tests.Chains;

public sealed class RandomStreamTests
{
    /// <summary>The known answers that the authors publish with their library: counter and key all 0, all ones, and digits of π.</summary>
    [Theory]
    [InlineData(0u, 0u, 0u, 0u, 0u, 0u, 0x6627e8d5u, 0xe169c58du, 0xbc57ac4cu, 0x9b00dbd8u)]
    [InlineData(~0u, ~0u, ~0u, ~0u, ~0u, ~0u, 0x408f276du, 0x41c83b0eu, 0xa20bc7c6u, 0x6d5451fdu)]
    [InlineData(0x243f6a88u, 0x85a308d3u, 0x13198a2eu, 0x03707344u, 0xa4093822u, 0x299f31d0u, 0xd16cfe09u, 0x94fdccebu, 0x5001e420u, 0x24126ea1u)]
    public void Philox_gives_the_published_answers(
        uint a, uint b, uint c, uint d, uint firstKey, uint secondKey, uint first, uint second, uint third, uint fourth) =>
        Assert.Equal((first, second, third, fourth), Philox.Words(a, b, c, d, firstKey, secondKey));

    [Fact]
    public void Words_come_in_order_and_the_counter_is_step_chain_and_block()
    {
        RandomStream random = new(0x299f31d0_a4093822, 7, 0x1234567_89abcdef);
        for (uint block = 0; block < 3; block++)
        {
            (uint a, uint b, uint c, uint d) = Philox.Words(0x89abcdef, 0x1234567, 7, block, 0xa4093822, 0x299f31d0);
            Assert.Equal([a, b, c, d], [random.NextBits(), random.NextBits(), random.NextBits(), random.NextBits()]);
        }
    }

    /// <summary>χ² of 10 cells against its value at 10⁻⁶: 44.8 at 9 degrees of freedom; and a count whose remainder is large, where plain scaling would favour some.</summary>
    [Fact]
    public void Whole_numbers_are_equally_likely()
    {
        int[] times = new int[10];
        int low = 0;
        const int count = 3 << 29;
        for (uint i = 0; i < 100_000; i++)
        {
            RandomStream random = new(5, 1, i);
            times[random.Next(10)]++;
            low += random.Next(count) % 3 == 0 ? 1 : 0;
        }

        Assert.True(times.Sum(n => (n - 10_000.0) * (n - 10_000.0) / 10_000) < 44.8);
        Assert.InRange(low, 33_333 - 750, 33_333 + 750);
    }

    /// <summary>Largest gap between the distribution and the draws (Kolmogorov and Smirnov); 1.95/√n is passed by all but one in 1,000.</summary>
    [Fact]
    public void Uniform_exponential_and_student_draws_have_their_distributions()
    {
        const int count = 40_000;
        double[] uniform = new double[count], exponential = new double[count], cauchy = new double[count], three = new double[count];
        for (uint i = 0; i < count; i++)
        {
            RandomStream random = new(8, 2, i);
            (uniform[i], exponential[i], cauchy[i], three[i]) = (random.NextDouble(), random.NextLog(), random.NextStudent(1), random.NextStudent(3));
        }

        const double limit = 1.95 / 200;
        Assert.InRange(Gap(uniform, x => x), 0, limit);
        Assert.InRange(Gap(exponential, x => 1 - Math.Exp(-x)), 0, limit);
        Assert.InRange(Gap(cauchy, x => 0.5 + (Math.Atan(x) / Math.PI)), 0, limit);
        Assert.InRange(Gap(three, x => 0.5 + ((Math.Atan(x / Math.Sqrt(3)) + (x / Math.Sqrt(3) / (1 + (x * x / 3)))) / Math.PI)), 0, limit);
    }

    [Fact]
    public void Logarithm_and_exponential_are_those_of_the_system_to_the_last_digits()
    {
        for (uint i = 0; i < 100_000; i++)
        {
            RandomStream random = new(9, 0, i);
            double x = (random.NextDouble() * 1440) - 730;
            double log = ExactMath.Log(Math.Exp(x / 2));
            if (Math.Abs(x) < 700)
                Assert.InRange(ExactMath.Exp(x) / Math.Exp(x), 1 - 1e-15, 1 + 1e-15);
            Assert.Equal(Math.Log(Math.Exp(x / 2)), log, Math.Abs(x) * 1e-15);
            double near = 1 + ((random.NextDouble() - 0.5) * 0.01);
            Assert.Equal(Math.Log(near), ExactMath.Log(near), Math.Abs(near - 1) * 1e-15);
        }

        Assert.Equal(double.NegativeInfinity, ExactMath.Log(0));
        Assert.Equal(double.PositiveInfinity, ExactMath.Log(double.PositiveInfinity));
        Assert.True(double.IsNaN(ExactMath.Log(-1)) && double.IsNaN(ExactMath.Exp(double.NaN)));
        Assert.Equal(0, ExactMath.Log(1));
        Assert.Equal(1, ExactMath.Exp(0));
        Assert.Equal(Math.Log(double.Epsilon), ExactMath.Log(double.Epsilon), 1e-12);
        Assert.Equal(Math.Log(double.MaxValue), ExactMath.Log(double.MaxValue), 1e-12);
        Assert.Equal(0, ExactMath.Exp(-1e9));
        Assert.Equal(double.PositiveInfinity, ExactMath.Exp(1e9));
        Assert.InRange(ExactMath.Exp(709.7) / Math.Exp(709.7), 1 - 1e-15, 1 + 1e-15);
        Assert.Equal(Math.Exp(-740), ExactMath.Exp(-740), double.Epsilon);
        Assert.Equal(Math.Log(3), ExactMath.LogOnePlusExp(Math.Log(2)), 1e-15);
        Assert.Equal(1e6, ExactMath.LogOnePlusExp(1e6));
    }

    private static double Gap(double[] draws, Func<double, double> distribution)
    {
        Array.Sort(draws);
        return draws.Select((x, i) => Math.Max(Math.Abs(distribution(x) - ((double)i / draws.Length)), Math.Abs(distribution(x) - ((i + 1.0) / draws.Length)))).Max();
    }
}
