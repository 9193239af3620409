using Optimizers.Chains.Stages;
using Optimizers.Gradient;
using Optimizers.Tests.Support;

namespace Optimizers.Tests.Gradient;

/// <summary>
/// The sign has no gradient; its estimator is that of a clipped line. So with the line in the place of the sign, and real weights, the way back must be
/// the difference quotient.
/// </summary>
public sealed class SignLayerTests
{
    private const double Step = 1e-2;

    public static TheoryData<LayerShape, bool> Shapes => new()
    {
        { new LayerShape(6, 8, 16, 3, 1, 16, Pools: true), false },
        { new LayerShape(5, 4, 16, 1, 1, 32), false },
        { new LayerShape(1, 1, 48, 1, 1, 16), false },
        { new LayerShape(7, 6, 3, 5, 2, 16), true },
    };

    [Theory]
    [MemberData(nameof(Shapes))]
    public void Weights_and_input_get_the_gradient_of_the_clipped_line(LayerShape shape, bool takesBytes)
    {
        const int Samples = 3;
        LayerParameters parameters = SignLayer.Parameters(shape, "s", takesBytes, new Random(1));
        SignLayer layer = new(parameters, shape, takesBytes, 0, Samples);
        Some.Floats(shape.Units, 4, 0.5).CopyTo(parameters.Norm.Offset.Value, 0);
        int length = shape.Height * shape.Width * shape.Channels;
        float[] input = [.. Some.Floats(Samples * length, 2).Select(x => takesBytes ? MathF.Round(x * 32) / 32 : x)];
        float[] weights = Some.Floats(layer.Values.Length, 3), point = Some.Floats(parameters.Panels.Length, 5);
        double Value(float[] panels, float[] x)
        {
            panels.CopyTo(parameters.Panels, 0);
            layer.Forward(x, Samples);
            return layer.Before.Zip(weights, (y, w) => w * (double)Math.Clamp(y, -1, 1)).Sum();
        }

        _ = Value(point, input);
        if (!takesBytes)
            Convolution.Turn(parameters.Panels, parameters.Turned, parameters.Inputs, 1, shape.Units);
        weights.CopyTo(layer.Gradient, 0);
        float[] inputGradient = new float[input.Length];
        layer.Backward(input, takesBytes ? null : inputGradient, Samples);
        float[] gradient = parameters.Weights.Gradients[0];
        Compare(panels => Value(panels, input), point, gradient, i => i / 16 % parameters.Inputs < shape.Inputs);
        if (!takesBytes)
            Compare(x => Value(point, x), input, inputGradient, _ => true);
    }

    /// <summary>Corners of the line and of the maximum have no quotient: a few of the numbers may be off.</summary>
    private static void Compare(Func<float[], double> value, float[] point, float[] gradient, Func<int, bool> counts)
    {
        int all = 0, off = 0;
        for (int i = 0; i < point.Length; i += 5)
        {
            if (!counts(i))
                continue;
            float[] up = [.. point], down = [.. point];
            up[i] += (float)Step;
            down[i] -= (float)Step;
            double expected = (value(up) - value(down)) / (up[i] - down[i]);
            all++;
            off += Math.Abs(expected - gradient[i]) > 0.03 * Math.Max(1, Math.Abs(expected)) ? 1 : 0;
        }

        Assert.True(all > 20 && off < 0.15 * all, $"{off} of {all} off");
    }
}
