using Inference.Format;
using Optimizers.Gradient;
using Optimizers.Tests.Support;

namespace Optimizers.Tests.Gradient;

/// <summary>Every backward pass against the difference quotient of its forward pass.</summary>
public sealed class GradientTests
{
    private const double Step = 1e-2;

    [Fact]
    public void Batch_norm_gives_the_gradient_of_its_output()
    {
        BatchNorm norm = new("n", 16, 0.7f);
        float[] input = Some.Floats(16 * 5, 1), weights = Some.Floats(16 * 5, 2);
        double Value(float[] x)
        {
            float[] y = [.. x];
            norm.Normalize(y, 0);
            return y.Select((v, i) => weights[i] * ((v * norm.Gain.Value[i % 16]) + norm.Offset.Value[i % 16])).Sum();
        }

        float[] normalized = [.. input];
        norm.Normalize(normalized, 0);
        float[] change = [.. weights];
        norm.Backward(normalized, change, 0);
        Compare(Value, input, change);
    }

    [Fact]
    public void An_exit_gives_the_gradient_of_its_cross_entropy()
    {
        Volume shape = new(4, 4, 16);
        ExitParameters parameters = new("e", shape, 2, 3, isFloat: false);
        Some.Floats(parameters.Weights.Value.Length, 4).CopyTo(parameters.Weights.Value, 0);
        Some.Floats(16, 5, 0.1).CopyTo(parameters.Offsets.Value, 0);
        ExitHead head = new(parameters, shape, 0);
        int[] labels = [2, 0];
        // Away from the corner of max(x − r, 0), where there is no gradient to compare with.
        float[] input = [.. Some.Floats(2 * shape.Length, 6).Select((x, i) => Math.Abs(x - parameters.Offsets.Value[i % 16]) < 0.03 ? x + 0.1f : x)];
        double Value(float[] x)
        {
            head.Run(x, new float[x.Length], labels, 1, 0);
            return head.Loss;
        }

        float[] gradient = new float[input.Length];
        head.Run(input, gradient, labels, 1, 0);
        Compare(Value, input, gradient);
    }

    [Theory]
    [InlineData(PoolKind.Max)]
    [InlineData(PoolKind.Average)]
    public void A_pool_gives_the_gradient_of_its_output(PoolKind kind)
    {
        Volume shape = new(4, 6, 16);
        PoolLayer layer = new(kind, shape, isFloat: false, 2);
        float[] weights = Some.Floats(layer.Values.Length, 8), input = Some.Floats(2 * shape.Length, 9);
        double Value(float[] x)
        {
            layer.Forward(x, 2);
            return layer.Values.Zip(weights, (a, b) => (double)a * b).Sum();
        }

        layer.Forward(input, 2);
        weights.CopyTo(layer.Gradient, 0);
        float[] gradient = new float[input.Length];
        layer.Backward(input, gradient, 2);
        Compare(Value, input, gradient, 0.02);
    }

    [Fact]
    public void The_first_layer_gives_the_gradient_of_its_weights()
    {
        LayerParameters parameters = new("f", FirstLayer.PatchColumns(3, 1), 1, 16, false, 1, new Random(1));
        FirstLayer layer = new(parameters, new Volume(7, 6, 1), 3, 2, isFloat: false, 0, 2);
        float[] input = Some.Floats(2 * 42, 10), weights = Some.Floats(layer.Values.Length, 11);
        double Value(float[] w)
        {
            w.CopyTo(parameters.Panels, 0);
            layer.Forward(input, 2);
            return layer.Values.Zip(weights, (a, b) => (double)a * b).Sum();
        }

        float[] point = [.. parameters.Weights.Value];
        _ = Value(point);
        weights.CopyTo(layer.Gradient, 0);
        layer.Backward(input, null, 2);
        Compare(Value, point, parameters.Weights.Gradients[0]);
    }

    /// <summary>The sign has no gradient; what stands in for it must be the stated parabola's slope, 0 beyond 1.</summary>
    [Fact]
    public void The_straight_through_estimator_has_the_slope_of_its_paper()
    {
        float[] input = [-1.5f, -1, -0.5f, -0.25f, 0, 0.25f, 0.5f, 1, -1.5f, -1, -0.5f, -0.25f, 0, 0.25f, 0.5f, 1];
        float[] ones = [.. Enumerable.Repeat(1f, 16)], gradient = new float[16], thresholdGradient = new float[16];
        Elementwise.SignBackward(input, new float[16], ones, gradient, thresholdGradient);
        float[] expected = [0, 0, 1, 1.5f, 2, 1.5f, 1, 0];
        Assert.Equal([.. expected, .. expected], gradient);
        Assert.Equal(gradient.Select(g => -g), thresholdGradient);
    }

    private static void Compare(Func<float[], double> value, float[] point, float[] gradient, double tolerance = 0.01)
    {
        for (int i = 0; i < point.Length; i += 3)
        {
            float[] up = [.. point], down = [.. point];
            up[i] += (float)Step;
            down[i] -= (float)Step;
            double expected = (value(up) - value(down)) / (up[i] - down[i]);
            Assert.Equal(expected, gradient[i], tolerance * Math.Max(1, Math.Abs(expected)));
        }
    }
}
