using Optimizers.Plots;

namespace Optimizers.Tests.Plots;

public sealed class AxisScaleTests
{
    [Theory]
    [InlineData(0, 1, "0.0 0.2 0.4 0.6 0.8 1.0")]
    [InlineData(0, 1_000_000, "0 200 k 400 k 600 k 800 k 1.0 M")]
    [InlineData(0.29, 0.31, "0.290 0.295 0.300 0.305 0.310")]
    [InlineData(93.1, 95.2, "93.0 93.5 94.0 94.5 95.0 95.5")]
    [InlineData(-3, 7, "-4 -2 0 2 4 6 8")]
    public void Ticks_of_a_linear_axis_are_easy_to_read(double least, double most, string expected)
    {
        AxisScale scale = AxisScale.Of(new PlotAxis("x"), [least, most], 5, rounds: true);
        Assert.Equal(expected, string.Join(' ', scale.Ticks.Select(tick => tick.Text)));
        Assert.InRange(least, scale.Least, scale.Most);
        Assert.InRange(most, scale.Least, scale.Most);
    }

    [Theory]
    [InlineData(1, 200, "1 10 100")]
    [InlineData(0.01, 1, "0.01 0.1 1")]
    [InlineData(20, 90, "20 50")]
    [InlineData(1000, 60_000, "1000 2000 5000 10 k 20 k 50 k")]
    public void Ticks_of_a_logarithmic_axis_are_powers_or_parts_of_them(double least, double most, string expected)
    {
        AxisScale scale = AxisScale.Of(new PlotAxis("x", IsLog: true), [least, 0, double.NaN, most], 5, rounds: false);
        Assert.Equal(expected, string.Join(' ', scale.Ticks.Select(tick => tick.Text)));
        Assert.Equal(0, scale.At(least), 12);
        Assert.Equal(0.5, scale.At(Math.Sqrt(least * most)), 12);
        Assert.Equal(1, scale.At(most), 12);
        Assert.Equal(double.NaN, scale.At(0));
    }

    /// <summary>No data, one value, a value of 0: there is always a scale that shows it.</summary>
    [Fact]
    public void Any_data_has_a_scale()
    {
        foreach (bool isLog in new[] { false, true })
        {
            foreach (double[] values in new double[][] { [], [0], [5, 5], [-1, -1], [double.NaN], [1e-9, 2e-9], [1e300] })
            {
                AxisScale scale = AxisScale.Of(new PlotAxis("x", isLog), values, 5, rounds: true);
                Assert.True(scale.Most > scale.Least && scale.Ticks.Count > 0, $"{string.Join(' ', values)}: {scale.Least} to {scale.Most}");
                Assert.All(scale.Ticks, tick => Assert.InRange(scale.At(tick.Value), -1e-9, 1 + 1e-9));
            }
        }
    }
}
