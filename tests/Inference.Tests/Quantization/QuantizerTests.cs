using Inference.Format;
using Inference.Kernels;
using Inference.Quantization;
using Inference.Tests.Layers;

namespace Inference.Tests.Quantization;

public sealed class QuantizerTests
{
    private static readonly KernelSet Portable = KernelCatalog.Choose("portable");

    private readonly Random _random = new(41);

    /// <summary>Weights are off by half a step each, the output by half a step: the sum of both bounds every error.</summary>
    [Theory]
    [InlineData(ActivationKind.None)]
    [InlineData(ActivationKind.Relu)]
    [InlineData(ActivationKind.Relu6)]
    public void An_8_bit_convolution_is_as_near_to_the_float_one_as_its_steps_allow(ActivationKind activation)
    {
        Window window = Window.Same(3);
        FloatConvDefinition conv = new(window, 3, 5, Floats(5 * 27, 0.2f), Floats(5, 1f), activation);
        Scale input = new(0.02f, -7), output = new(0.05f, activation == ActivationKind.None ? 3 : -128);
        int[,,] x = LayerBench.Random(_random, FeatureKind.SignedBytes, 6, 7, 3);
        int[,,] found = LayerBench.Run(Portable, Quantizer.Convolution(conv, input, output), FeatureKind.SignedBytes, x);
        for (int index = 0; index < found.Length; index++)
        {
            (int i, int j, int n) = (index / 35, index / 5 % 7, index % 5);
            (double exact, double magnitude) =
                Sum(conv.Weights.AsSpan(n * 27, 27), (x, 3, 0), (i, j), place => (place - input.Zero) * (double)input.Step);
            exact = Activated(exact + conv.Biases[n], activation);
            exact = Math.Clamp(exact, (-128 - output.Zero) * output.Step, (127 - output.Zero) * output.Step);
            float step = conv.Weights.AsSpan(n * 27, 27).ToArray().Max(Math.Abs) / 127;
            double allowed = 0.51 * output.Step + 0.51 * step * magnitude + step * input.Step;
            Assert.InRange((found[i, j, n] - output.Zero) * output.Step - exact, -allowed, allowed);
        }
    }

    [Fact]
    public void A_16_bit_convolution_keeps_the_unit_of_values()
    {
        FloatConvDefinition conv = new(Window.Same(3), 2, 3, Floats(3 * 18, 0.2f), Floats(3, 1f), ActivationKind.Relu6);
        int[,,] x = new int[5, 5, 2];
        for (int index = 0; index < x.Length; index++)
            x[index / 10, index / 2 % 5, index % 2] = _random.Next(-1000, 1000);
        int[,,] found = LayerBench.Run(Portable, Quantizer.Convolution16(conv), FeatureKind.Values, x);
        for (int index = 0; index < found.Length; index++)
        {
            (int i, int j, int n) = (index / 15, index / 3 % 5, index % 3);
            (double exact, double magnitude) = Sum(conv.Weights.AsSpan(n * 18, 18), (x, 2, 0), (i, j), value => value / 256.0);
            float step = conv.Weights.AsSpan(n * 18, 18).ToArray().Max(Math.Abs) / 127;
            double allowed = 0.51 / 256 + 0.51 * step * magnitude + step / 256;
            Assert.InRange(found[i, j, n] / 256.0 - Activated(exact + conv.Biases[n], ActivationKind.Relu6), -allowed, allowed);
        }
    }

    [Fact]
    public void A_depthwise_convolution_keeps_its_channels_apart()
    {
        FloatDepthwiseDefinition depthwise = new(Window.Same(3), 4, Floats(4 * 9, 0.3f), Floats(4, 1f), ActivationKind.None);
        Scale input = new(0.02f, 11), output = new(0.03f, -5);
        int[,,] x = LayerBench.Random(_random, FeatureKind.SignedBytes, 5, 6, 4);
        int[,,] found = LayerBench.Run(Portable, Quantizer.Depthwise(depthwise, input, output), FeatureKind.SignedBytes, x);
        for (int index = 0; index < found.Length; index++)
        {
            (int i, int j, int c) = (index / 24, index / 4 % 6, index % 4);
            (double exact, double magnitude) =
                Sum(depthwise.Weights.AsSpan(c * 9, 9), (x, 1, c), (i, j), place => (place - input.Zero) * (double)input.Step);
            exact = Math.Clamp(exact + depthwise.Biases[c], (-128 - output.Zero) * output.Step, (127 - output.Zero) * output.Step);
            float step = depthwise.Weights.AsSpan(c * 9, 9).ToArray().Max(Math.Abs) / 127;
            double allowed = 0.51 * output.Step + 0.51 * step * magnitude + step * input.Step;
            Assert.InRange((found[i, j, c] - output.Zero) * output.Step - exact, -allowed, allowed);
        }
    }

    [Fact]
    public void An_output_without_weights_keeps_its_bias()
    {
        FloatConvDefinition conv = new(Window.One, 1, 2, [0f, 1e-30f], [250f, -3f], ActivationKind.None);
        Int8ConvDefinition bytes = Quantizer.Convolution(conv, new Scale(1e-4f, 0), new Scale(2f, 0));
        Assert.Equal(125, LayerBench.Run(KernelCatalog.Choose(), bytes, FeatureKind.SignedBytes, new int[1, 1, 1])[0, 0, 0]);
        Assert.Equal(-2, LayerBench.Run(KernelCatalog.Choose(), bytes, FeatureKind.SignedBytes, new int[1, 1, 1])[0, 0, 1]);
    }

    [Fact]
    public void What_cannot_be_quantised_is_refused()
    {
        FloatConvDefinition conv = new(Window.One, 1, 1, [float.NaN], [0], ActivationKind.None);
        Scale scale = new(1, 0);
        Assert.Throws<ArgumentException>(() => Quantizer.Convolution(conv, scale, scale));
        conv = conv with { Weights = [1] };
        Assert.Throws<ArgumentException>(() => Quantizer.Convolution(conv with { Biases = [float.PositiveInfinity] }, scale, scale));
        Assert.Throws<ArgumentException>(() => Quantizer.Convolution(conv, new Scale(0, 0), scale));
        Assert.Throws<ArgumentException>(() => Quantizer.Convolution(conv, scale, new Scale(1, 128)));
    }

    /// <summary>Σ w·x under a 3×3 window, places outside 0, and Σ |x|.</summary>
    private static (double Sum, double Magnitude) Sum(
        ReadOnlySpan<float> weights, (int[,,] Map, int Channels, int First) x, (int I, int J) at, Func<int, double> real)
    {
        double sum = 0, magnitude = 0;
        for (int index = 0; index < weights.Length; index++)
        {
            (int row, int column) = (at.I + index % 9 / 3 - 1, at.J + index % 3 - 1);
            if (row < 0 || column < 0 || row >= x.Map.GetLength(0) || column >= x.Map.GetLength(1))
                continue;
            double value = real(x.Map[row, column, x.First + index / 9]);
            sum += weights[index] * value;
            magnitude += Math.Abs(value);
        }

        return (sum, magnitude);
    }

    private static double Activated(double value, ActivationKind activation) => activation switch
    {
        ActivationKind.Relu => Math.Max(value, 0),
        ActivationKind.Relu6 => Math.Clamp(value, 0, 6),
        _ => value,
    };

    private float[] Floats(int length, float reach) =>
        [.. Enumerable.Range(0, length).Select(_ => (2 * _random.NextSingle() - 1) * reach)];
}
