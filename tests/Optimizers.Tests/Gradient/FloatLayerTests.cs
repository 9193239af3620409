using Optimizers.Gradient;
using Optimizers.Tests.Support;

namespace Optimizers.Tests.Gradient;

/// <summary>The backward pass against the difference quotient of the forward pass, away from the corner of max(y, 0).</summary>
public sealed class FloatLayerTests
{
    private const int Samples = 2;

    public static TheoryData<int, int, int, int, int, int, bool> Shapes => new()
    {
        { 5, 6, 16, 3, 1, 16, false }, { 5, 6, 16, 3, 1, 16, true }, { 6, 5, 16, 3, 2, 32, false }, { 7, 4, 32, 5, 2, 16, false },
        { 3, 5, 16, 1, 2, 16, false }, { 4, 4, 32, 1, 1, 32, true }, { 1, 3, 16, 5, 1, 16, true },
    };

    [Theory]
    [MemberData(nameof(Shapes))]
    public void It_gives_the_gradient_of_its_input(int height, int width, int inputs, int kernel, int stride, int outputs, bool isResidual)
    {
        (FloatLayer layer, LayerParameters _) = Make(height, width, inputs, kernel, stride, outputs, isResidual);
        float[] weights = Some.Floats(layer.Values.Length, 1), input = Some.Floats(Samples * layer.Input.Length, 2);
        float[] gradient = new float[input.Length];
        Backward(layer, input, weights, gradient);
        Compare(x => Value(layer, x, weights), input, gradient);
    }

    [Theory]
    [MemberData(nameof(Shapes))]
    public void It_gives_the_gradient_of_its_weights(int height, int width, int inputs, int kernel, int stride, int outputs, bool isResidual)
    {
        (FloatLayer layer, LayerParameters parameters) = Make(height, width, inputs, kernel, stride, outputs, isResidual);
        float[] weights = Some.Floats(layer.Values.Length, 1), input = Some.Floats(Samples * layer.Input.Length, 2);
        Backward(layer, input, weights, new float[input.Length]);
        float[] point = [.. parameters.Weights.Value];
        Compare(
            w =>
            {
                w.CopyTo(parameters.Panels, 0);
                return Value(layer, input, weights);
            },
            point,
            parameters.Weights.Gradients[0]);
    }

    [Fact]
    public void What_is_off_passes_no_gradient()
    {
        (FloatLayer layer, LayerParameters parameters) = Make(4, 4, 16, 3, 1, 16, false);
        parameters.Norm.Offset.Fill(-1000);
        float[] input = Some.Floats(Samples * layer.Input.Length, 2), gradient = new float[input.Length];
        Backward(layer, input, Some.Floats(layer.Values.Length, 1), gradient);
        Assert.All(layer.Values, value => Assert.Equal(0, value));
        Assert.All(gradient, value => Assert.Equal(0, value));
    }

    /// <summary>Offsets of ±8 keep every normalised value, which is seldom beyond 4, on its side of 0: even channels are on, odd ones off.</summary>
    private static (FloatLayer Layer, LayerParameters Parameters) Make(
        int height, int width, int inputs, int kernel, int stride, int outputs, bool isResidual)
    {
        LayerParameters parameters = new("f", inputs, kernel, outputs, false, 0.7f, new Random(1));
        for (int c = 0; c < outputs; c++)
            parameters.Norm.Offset.Value[c] = c % 2 == 0 ? 8 : -8;
        parameters.Refresh();
        return (new FloatLayer(parameters, new Volume(height, width, inputs), stride, isResidual, 0, Samples), parameters);
    }

    private static double Value(FloatLayer layer, float[] input, float[] weights)
    {
        layer.Forward(input, Samples);
        return layer.Values.Zip(weights, (a, b) => (double)a * b).Sum();
    }

    private static void Backward(FloatLayer layer, float[] input, float[] weights, float[] gradient)
    {
        layer.Forward(input, Samples);
        weights.CopyTo(layer.Gradient, 0);
        layer.Backward(input, gradient, Samples);
    }

    private static void Compare(Func<float[], double> value, float[] point, float[] gradient)
    {
        const float Step = 1e-2f;
        for (int i = 0; i < point.Length; i += 1 + (point.Length / 97))
        {
            float[] up = [.. point], down = [.. point];
            up[i] += Step;
            down[i] -= Step;
            double expected = (value(up) - value(down)) / (up[i] - down[i]);
            Assert.Equal(expected, gradient[i], 0.01 * Math.Max(1, Math.Abs(expected)));
        }
    }
}
