using Inference;
using Optimizers.Chains;
using Optimizers.Learning.Guarding;

namespace Optimizers.Tests.Learning.Guarding;

public sealed class TemperatureTests
{
    /// <summary>Labels drawn by softmax of the logits over T: that T comes back.</summary>
    [Theory]
    [InlineData(0.5)]
    [InlineData(1)]
    [InlineData(2.5)]
    public void The_temperature_labels_were_drawn_at_comes_back(double temperature)
    {
        (int[] logits, int[] labels) = Draw(4000, temperature);
        Assert.Equal(temperature, Temperature.Fit(logits, labels, 5).Value, 0.12 * temperature);
    }

    [Fact]
    public void None_of_a_fine_grid_has_less_loss()
    {
        (int[] logits, int[] labels) = Draw(300, 1.7);
        Temperature best = Temperature.Fit(logits, labels, 5);
        long loss = best.LogLoss(logits, labels, 5);
        for (double inverse = Temperature.Lowest; inverse <= Temperature.Highest; inverse *= 1.02)
        {
            // Each loss is rounded to 1/65536, so the sum is convex but for as much a sample.
            long other = new Temperature((int)inverse).LogLoss(logits, labels, 5);
            Assert.True(other >= loss - labels.Length, $"found {other} at {inverse}, expected none below {loss} at {best}");
        }
    }

    [Fact]
    public void Answers_stay_and_ends_are_bounded()
    {
        SplitMix random = new(3);
        int[] logits = new int[6], scaled = new int[6];
        for (int i = 0; i < 500; i++)
        {
            for (int k = 0; k < 6; k++)
                logits[k] = random.Next(1 << 20) - (1 << 19);
            new Temperature(Temperature.Lowest + random.Next(Temperature.Highest - Temperature.Lowest)).Scale(logits, scaled);
            Assert.Equal(scaled.Max(), scaled[Array.IndexOf(logits, logits.Max())]);
        }

        // All right: as sure as allowed. Half right whatever is said: hardly sure; within 2⁻⁵ nats the loss is flat to its rounding.
        Assert.InRange(Temperature.Fit([65536, 0, 0, 65536], [0, 1], 2).Inverse, 500_000, Temperature.Highest);
        Assert.InRange(Temperature.Fit([65536, 0, 65536, 0], [0, 1], 2).Inverse, Temperature.Lowest, 2_000);
        Temperature.One.Scale([int.MaxValue, int.MinValue, 5], scaled);
        Assert.Equal([(1 << 28) - 1, 1 - (1 << 28), 5], scaled[..3]);
    }

    [Fact]
    public void What_does_not_fit_is_refused()
    {
        Assert.Throws<ArgumentException>(() => Temperature.Fit([], [], 2));
        Assert.Throws<ArgumentException>(() => Temperature.Fit([1, 2, 3], [0], 2));
        Assert.Throws<ArgumentException>(() => Temperature.Fit([1, 2], [2], 2));
    }

    private static (int[] Logits, int[] Labels) Draw(int samples, double temperature)
    {
        SplitMix random = new(11);
        int[] logits = new int[5 * samples], labels = new int[samples];
        for (int i = 0; i < samples; i++)
        {
            Span<int> own = logits.AsSpan(5 * i, 5);
            double sum = 0;
            for (int k = 0; k < 5; k++)
            {
                own[k] = random.Next(6 << 16);
                sum += ExactMath.Exp(own[k] / 65536.0 / temperature);
            }

            double draw = random.NextDouble() * sum;
            while ((draw -= ExactMath.Exp(own[labels[i]] / 65536.0 / temperature)) > 0 && labels[i] < 4)
                labels[i]++;
        }

        return (logits, labels);
    }
}
