using Inference.Format;
using Inference.Kernels;
using Inference.Layers;

namespace Inference.Tests.Layers;

/// <summary>Int8, int16 and depthwise layers on every kernel set against their formulas in 64-bit and double arithmetic.</summary>
public sealed class QuantizedLayerTests
{
    private static readonly KernelSet[] Sets = [.. KernelCatalog.All.Where(set => set.IsSupported)];
    private readonly Random _random = new(51);

    [Fact]
    public void Int8_convolutions_follow_their_formula_over_any_window()
    {
        Window[] windows =
        [
            Window.Same(3), Window.Same(3, 2), Window.One, Window.Same(5), new(3, 3, 1, 0, 0, 0, 0), new(3, 3, 1, 2, 0, 1, 2),
            new(1, 4, 3, 0, 3, 0, 1), new(4, 2, 2, 3, 1, 0, 0), new(2, 2, 1, 0, 1, 1, 0),
        ];
        foreach (Window window in windows)
        {
            foreach ((int inputs, int outputs) in new[] { (1, 1), (3, 17), (16, 16), (20, 5), (33, 40), (64, 32) })
            {
                for (int zero = -128; zero < 128; zero += _random.Next(80, 200))
                    CheckInt8(window, inputs, outputs, zero);
            }
        }
    }

    [Fact]
    public void Int16_convolutions_follow_their_formula_with_sums_of_32_and_64_bits()
    {
        foreach (Window window in new[] { Window.Same(3), Window.One, new(2, 5, 2, 1, 0, 0, 4) })
        {
            foreach ((int inputs, int outputs, int reach) in new[] { (1, 1, 127), (8, 17, 3), (64, 20, 128), (600, 9, 128) })
            {
                int[,,] x = LayerBench.Random(_random, FeatureKind.Values, 5, 6, inputs);
                Int16ConvDefinition conv = new(
                    window,
                    inputs,
                    outputs,
                    Weights(outputs * window.Area * inputs, reach),
                    Scales(outputs, 1f / (window.Area * inputs * reach)),
                    Samples.Numbers(_random, outputs, int.MaxValue / 2),
                    -32768,
                    _random.Next(32768));
                int[,,] expected = Each(x, window, outputs, (i, j, n) =>
                {
                    long sum = Sum(x, window, (i, j), conv.Weights.AsSpan(n * window.Area * inputs), 0) + conv.Biases[n];
                    return (int)Math.Clamp(Math.Round((double)sum * conv.Scales[n]), conv.Lowest, conv.Highest);
                });
                Check(conv, FeatureKind.Values, x, expected);
            }
        }
    }

    [Fact]
    public void Depthwise_convolutions_follow_their_formula()
    {
        foreach (Window window in new[] { Window.Same(3), Window.Same(3, 2), Window.Same(5), new(2, 3, 1, 1, 2, 0, 0) })
        {
            foreach (int channels in new[] { 1, 3, 16, 17, 40 })
            {
                int[,,] x = LayerBench.Random(_random, FeatureKind.SignedBytes, 6, 7, channels);
                Int8DepthwiseDefinition conv = new(
                    window,
                    channels,
                    Weights(window.Area * channels, 128),
                    Scales(channels, 1f / 2000),
                    Samples.Numbers(_random, channels, 20_000),
                    _random.Next(-128, 128),
                    _random.Next(-128, 128),
                    _random.Next(-128, 0),
                    _random.Next(128));
                int[,,] expected = Each(x, window, channels, (i, j, c) =>
                {
                    long sum = conv.Biases[c];
                    for (int place = 0; place < window.Area; place++)
                        sum += conv.Weights[place * channels + c] * (At(x, window, (i, j), place, c, conv.InputZero) - conv.InputZero);
                    return Byte(sum, conv.Scales[c], conv.OutputZero, conv.Lowest, conv.Highest);
                });
                Check(conv, FeatureKind.SignedBytes, x, expected);
            }
        }
    }

    /// <summary>The largest sums that load allows, at both ends of 32 bits, and one more refused.</summary>
    [Theory]
    [InlineData(127, -128, -128)]
    [InlineData(-128, -128, 127)]
    [InlineData(-128, 127, -128)]
    public void A_sum_may_reach_the_end_of_32_bits_but_not_pass_it(int weight, int x, int zero)
    {
        const int Inputs = 400;
        sbyte[] weights = new sbyte[9 * Inputs];
        Array.Fill(weights, (sbyte)weight);
        long sum = 9L * Inputs * weight, magnitude = Math.Abs(sum);
        long bias = Math.Sign(sum * x) * (int.MaxValue - 128 * magnitude) + zero * sum;
        int[,,] map = new int[4, 4, Inputs];
        for (int index = 0; index < map.Length; index++)
            map[index / Inputs / 4, index / Inputs % 4, index % Inputs] = x;
        Int8ConvDefinition conv = new(
            new Window(3, 3, 1, 0, 0, 0, 0), Inputs, 1, weights, [1e-7f], [checked((int)bias)], zero, 0, -128, 127);
        long most = conv.Biases[0] + sum * (x - zero);
        Check(conv, FeatureKind.SignedBytes, map, Each(map, conv.Window, 1, (_, _, _) => Byte(most, 1e-7f, 0, -128, 127)));
    }

    [Fact]
    public void A_sum_that_could_leave_32_bits_is_refused()
    {
        int[,,] x = new int[3, 3, 1];
        sbyte[] weights = [.. Enumerable.Repeat((sbyte)-128, 9)];
        int reach = 9 * 128 * 128;
        foreach (int zero in new[] { -127, 0, 127 })
        {
            int bias = int.MaxValue - reach - zero * 9 * 128 + 1;
            Int8ConvDefinition conv = new(Window.Same(3), 1, 1, weights, [1], [bias], zero, 0, -128, 127);
            Refused("output 0 reaching 2147483648", conv, FeatureKind.SignedBytes, x);
            _ = LayerBench.Run(Sets[0], conv with { Biases = [conv.Biases[0] - 1] }, FeatureKind.SignedBytes, x);
        }

        Int8DepthwiseDefinition depthwise = new(Window.Same(3), 1, weights, [1], [int.MinValue + 1], 0, 0, -128, 127);
        Refused("output 0 reaching", depthwise, FeatureKind.SignedBytes, x);
    }

    [Fact]
    public void A_definition_that_does_not_fit_is_refused()
    {
        int[,,] x = new int[4, 4, 2];
        Int8ConvDefinition conv = new(Window.Same(3), 2, 1, new sbyte[18], [1], [0], 0, 0, -128, 127);
        Refused("3 channels", conv with { InputChannels = 3 }, FeatureKind.SignedBytes, x);
        Refused("output channels 0", conv with { OutputChannels = 0 }, FeatureKind.SignedBytes, x);
        Refused("17 weights", conv with { Weights = new sbyte[17] }, FeatureKind.SignedBytes, x);
        Refused("scales with 0", conv with { Scales = [0] }, FeatureKind.SignedBytes, x);
        Refused("scales with NaN", conv with { Scales = [float.NaN] }, FeatureKind.SignedBytes, x);
        Refused("0 biases", conv with { Biases = [] }, FeatureKind.SignedBytes, x);
        Refused("input zero 128", conv with { InputZero = 128 }, FeatureKind.SignedBytes, x);
        Refused("output zero -129", conv with { OutputZero = -129 }, FeatureKind.SignedBytes, x);
        Refused("highest 4", conv with { Lowest = 5, Highest = 4 }, FeatureKind.SignedBytes, x);
        Refused("int8_conv after values", conv, FeatureKind.Values, x);
        Refused("height of the window 9", conv with { Window = new(9, 1, 1, 0, 0, 0, 0) }, FeatureKind.SignedBytes, x);
        Int16ConvDefinition wide = new(Window.One, 2, 1, new sbyte[2], [1], [0], 0, 10);
        Refused("int16_conv after signed bytes", wide, FeatureKind.SignedBytes, x);
        Refused("highest -1", wide with { Highest = -1 }, FeatureKind.Values, x);
        Refused("scales with -1", wide with { Scales = [-1] }, FeatureKind.Values, x);
        Int8DepthwiseDefinition depthwise = new(Window.One, 3, new sbyte[3], [1, 1, 1], [0, 0, 0], 0, 0, 0, 0);
        Refused("int8_depthwise of 3 channels", depthwise, FeatureKind.SignedBytes, x);
    }

    [Fact]
    public void Each_convolution_says_which_kernel_it_was_given()
    {
        Int8ConvDefinition conv = new(Window.Same(3), 64, 64, new sbyte[9 * 64 * 64], Scales(64, 1), new int[64], 0, 0, -128, 127);
        FeatureMap map = new(FeatureKind.SignedBytes, 16, 16, 64);
        Assert.StartsWith("tiles", Kernel(conv, map), StringComparison.Ordinal);
        Assert.StartsWith("direct: tiles are for 3×3", Kernel(conv with { Window = Window.Same(3, 2) }, map), StringComparison.Ordinal);
        Assert.StartsWith("direct: too small", Kernel(conv, map with { Height = 1, Width = 1 }), StringComparison.Ordinal);
        sbyte[] heavy = new sbyte[9 * 512];
        Array.Fill(heavy, (sbyte)127);
        conv = conv with { InputChannels = 512, OutputChannels = 64, Weights = [.. Enumerable.Repeat(heavy, 64).SelectMany(row => row)] };
        Assert.StartsWith("direct: a sum may reach", Kernel(conv, map with { Channels = 512 }), StringComparison.Ordinal);
    }

    private static string Kernel(LayerDefinition definition, FeatureMap map)
    {
        WorkspacePlan plan = new();
        return KernelCatalog.Choose("portable").Layers.Layer(definition, new LayerSite("here", plan.Reserve(map), plan, [])).Kernel;
    }

    private static void Refused(string found, LayerDefinition definition, FeatureKind kind, int[,,] x)
    {
        ModelFormatException fault = Assert.Throws<ModelFormatException>(() => LayerBench.Run(Sets[0], definition, kind, x));
        Assert.Contains(found, fault.Found, StringComparison.Ordinal);
        Assert.StartsWith("here: ", fault.Found, StringComparison.Ordinal);
        Assert.NotEmpty(fault.Expected);
    }

    private void CheckInt8(Window window, int inputs, int outputs, int zero)
    {
        int[,,] x = LayerBench.Random(_random, FeatureKind.SignedBytes, _random.Next(4, 12), _random.Next(4, 12), inputs);
        Int8ConvDefinition conv = new(
            window,
            inputs,
            outputs,
            Weights(outputs * window.Area * inputs, 128),
            Scales(outputs, 1f / (30 * window.Area * inputs)),
            Samples.Numbers(_random, outputs, 10_000),
            zero,
            _random.Next(-128, 128),
            _random.Next(-128, -100),
            _random.Next(100, 128));
        int[,,] expected = Each(x, window, outputs, (i, j, n) =>
        {
            long sum = Sum(x, window, (i, j), conv.Weights.AsSpan(n * window.Area * inputs), zero) + conv.Biases[n];
            return Byte(sum, conv.Scales[n], conv.OutputZero, conv.Lowest, conv.Highest);
        });
        Check(conv, FeatureKind.SignedBytes, x, expected);
    }

    private static void Check(LayerDefinition layer, FeatureKind kind, int[,,] x, int[,,] expected)
    {
        foreach (KernelSet set in Sets)
        {
            bool equal = expected.Cast<int>().SequenceEqual(LayerBench.Run(set, layer, kind, x).Cast<int>());
            Assert.True(equal, $"{layer} on {set.Name} over {x.GetLength(0)}×{x.GetLength(1)}×{x.GetLength(2)}");
        }
    }

    private static int[,,] Each(int[,,] x, Window window, int channels, Func<int, int, int, int> at)
    {
        int[,,] y = new int[window.OutputHeight(x.GetLength(0)), window.OutputWidth(x.GetLength(1)), channels];
        for (int index = 0; index < y.Length; index++)
        {
            (int i, int j, int n) = (index / channels / y.GetLength(1), index / channels % y.GetLength(1), index % channels);
            y[i, j, n] = at(i, j, n);
        }

        return y;
    }

    private static long Sum(int[,,] x, Window window, (int, int) at, ReadOnlySpan<sbyte> weights, int zero)
    {
        long sum = 0;
        int channels = x.GetLength(2);
        for (int index = 0; index < window.Area * channels; index++)
            sum += weights[index] * (At(x, window, at, index / channels, index % channels, zero) - zero);
        return sum;
    }

    private static int At(int[,,] x, Window window, (int I, int J) at, int place, int channel, int outside)
    {
        int row = at.I * window.Stride - window.Top + place / window.Width;
        int column = at.J * window.Stride - window.Left + place % window.Width;
        return row < 0 || column < 0 || row >= x.GetLength(0) || column >= x.GetLength(1) ? outside : x[row, column, channel];
    }

    private static int Byte(long sum, float scale, int zero, int lowest, int highest) =>
        (int)Math.Clamp(Math.Round((double)((float)(int)sum * scale)) + zero, lowest, highest);

    private sbyte[] Weights(int length, int reach) =>
        Array.ConvertAll(Samples.Extremes(_random, length, (short)-reach, (short)Math.Min(reach, 127)), weight => (sbyte)weight);

    private float[] Scales(int length, float around) =>
        [.. Enumerable.Range(0, length).Select(_ => around * (0.5f + _random.NextSingle()))];
}
