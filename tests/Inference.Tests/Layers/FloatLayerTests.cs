using Inference.Format;
using Inference.Kernels;
using Inference.Layers;
using Inference.Tests.Kernels;

namespace Inference.Tests.Layers;

/// <summary>Float convolutions, dense, sparse and depthwise, against plain loops over the map with the same order of additions.</summary>
public sealed class FloatLayerTests
{
    private static readonly (int Height, int Width, int Channels)[] Maps = [(1, 1, 37), (4, 4, 5), (8, 8, 6), (7, 9, 3), (5, 18, 4), (3, 33, 2)];

    private static readonly Window[] Windows =
        [Window.One, Window.Same(3), Window.Same(3, 2), new(2, 1, 1, 1, 0, 0, 0), new(1, 2, 3, 0, 1, 0, 1), new(3, 2, 1, 2, 0, 1, 1)];

    private readonly Random _random = new(31);

    private static IEnumerable<KernelSet> Sets => KernelCatalog.All.Where(set => set.IsSupported);

    [Fact]
    public void A_float_convolution_adds_taps_in_the_order_channel_row_column_and_gives_the_same_bits_on_every_set()
    {
        foreach ((FeatureMap map, Window window) in Cases())
        {
            FloatConvDefinition conv = Conv(window, map.Channels, _random.Next(1, 20));
            float[] x = Blocks.Floats(_random, map.Elements);
            float[] expected = Plain(conv, map, x);
            foreach (KernelSet set in Sets)
                AssertSameBits(expected, Run(set, conv, map, x), $"{window} over {map} on {set.Name}");
        }
    }

    [Fact]
    public void A_sparse_convolution_is_the_dense_one_of_its_weights_but_for_the_sign_of_zero()
    {
        foreach ((FeatureMap map, Window window) in Cases())
        {
            foreach (int block in new[] { 4, 8, 16 })
            {
                FloatConvDefinition dense = Pruned(Conv(window, map.Channels, _random.Next(1, 40)), block);
                SparseFloatConvDefinition sparse = BlockSparse.PackAs(dense, block);
                float[] x = Blocks.Floats(_random, map.Elements);
                float[] expected = Run(KernelCatalog.Choose(), dense, map, x);
                float[][] found = [.. Sets.Select(set => Run(set, sparse, map, x))];

                // 0·x is +0 or −0, and −0 + (+0) is +0: a skipped tap can leave the sign of a zero, and nothing else.
                for (int index = 0; index < expected.Length; index++)
                    Assert.True(expected[index] == found[0][index], $"{window} over {map}: {expected[index]:R} and {found[0][index]:R}");
                foreach (float[] other in found)
                    AssertSameBits(found[0], other, $"{window} over {map}, blocks of {block}");
            }
        }
    }

    [Fact]
    public void A_depthwise_convolution_adds_taps_in_the_order_row_column_and_gives_the_same_bits_on_every_set()
    {
        foreach ((FeatureMap map, Window window) in Cases())
        {
            float[] weights = Blocks.Floats(_random, map.Channels * window.Area);
            FloatDepthwiseDefinition layer = new(
                window, map.Channels, weights, Blocks.Floats(_random, map.Channels), (ActivationKind)_random.Next(3));
            float[] x = Blocks.Floats(_random, map.Elements);
            List<float> expected = [];
            for (int c = 0; c < map.Channels; c++)
            {
                FloatConvDefinition one = new(
                    window, 1, 1, weights[(c * window.Area)..((c + 1) * window.Area)], [layer.Biases[c]], layer.Activation);
                expected.AddRange(Plain(one, map with { Channels = 1 }, x[(c * map.Pixels)..((c + 1) * map.Pixels)]));
            }

            foreach (KernelSet set in Sets)
                AssertSameBits([.. expected], Run(set, layer, map, x), $"{window} over {map} on {set.Name}");
        }
    }

    [Fact]
    public void A_sparse_convolution_of_bytes_is_the_dense_one_of_its_weights()
    {
        foreach ((FeatureMap floats, Window window) in Cases())
        {
            foreach (int block in new[] { 4, 8, 16 })
            {
                int outputs = _random.Next(1, 40);
                float[] pruned = Pruned(Conv(window, floats.Channels, outputs), block).Weights;
                Int8ConvDefinition dense = new(
                    window, floats.Channels, outputs, Bytes(pruned, outputs, floats.Channels, window.Area), Scales(outputs),
                    Samples.Numbers(_random, outputs, 10000), _random.Next(-128, 128), _random.Next(-128, 128), -100, 120);
                SparseInt8ConvDefinition sparse = BlockSparse.PackAs(dense, block);
                int[,,] x = LayerBench.Random(_random, FeatureKind.SignedBytes, floats.Height, floats.Width, floats.Channels);
                int[,,] expected = LayerBench.Run(KernelCatalog.Choose("portable"), dense, FeatureKind.SignedBytes, x);
                foreach (KernelSet set in Sets)
                    Assert.Equal(expected, LayerBench.Run(set, sparse, FeatureKind.SignedBytes, x));
            }
        }
    }

    [Fact]
    public void A_run_allocates_nothing()
    {
        FeatureMap map = new(FeatureKind.Floats, 6, 17, 8);
        FloatConvDefinition conv = Pruned(Conv(Window.Same(3), 8, 12), 4);
        foreach (LayerDefinition definition in new LayerDefinition[] { conv, BlockSparse.PackAs(conv, 4) })
        {
            (ILayer layer, Workspace workspace, _) = Built(KernelCatalog.Choose(), definition, map);
            layer.Run(workspace);
            long before = GC.GetAllocatedBytesForCurrentThread();
            layer.Run(workspace);
            Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
        }
    }

    [Fact]
    public void Macs_count_stored_weights_of_outputs_that_exist()
    {
        FeatureMap map = new(FeatureKind.Floats, 3, 5, 2);
        SparseFloatConvDefinition sparse = new(Window.One, 2, 6, 4, [0, 1, 3], [1, 0, 1], new float[12], new float[6], ActivationKind.None);
        Assert.Equal(15 * (4 + 2 + 2), Built(KernelCatalog.Choose(), sparse, map).Layer.Macs);
    }

    public static TheoryData<string, SparseFloatConvDefinition> Wrong()
    {
        SparseFloatConvDefinition good = new(Window.One, 2, 6, 4, [0, 1, 3], [1, 0, 1], new float[12], new float[6], ActivationKind.None);
        float[] past = new float[12];
        past[6] = 1;
        return new()
        {
            { "here: block 5", good with { Block = 5 } },
            { "here: 2 starts", good with { Starts = [0, 3] } },
            { "here: first start 1", good with { Starts = [1, 1, 3] } },
            { "here: start 1 4", good with { Starts = [0, 4, 3] } },
            { "here: 2 columns", good with { Columns = [1, 0] } },
            { "here: 11 weights", good with { Weights = new float[11] } },
            { "here: column of block 2 0", good with { Columns = [1, 0, 0] } },
            { "here: column of block 2 2", good with { Columns = [1, 0, 2] } },
            { "here: column of block 0 -1", good with { Columns = [-1, 0, 1] } },
            { "here: weight 6 of 1 past output 5", good with { Weights = past } },
            { "here: weights with NaN", good with { Weights = [float.NaN, .. new float[11]] } },
            { "here: 5 biases", good with { Biases = new float[5] } },
            { "here: output channels 0", good with { OutputChannels = 0 } },
            { "here: sparse_float_conv of 3 channels", good with { InputChannels = 3 } },
            { "here: height of the window 4", good with { Window = new(4, 1, 1, 0, 0, 0, 0) } },
        };
    }

    [Theory]
    [MemberData(nameof(Wrong), DisableDiscoveryEnumeration = true)]
    public void Blocks_that_contradict_themselves_are_refused_with_the_place(string found, SparseFloatConvDefinition sparse)
    {
        FeatureMap map = new(FeatureKind.Floats, 3, 5, 2);
        ModelFormatException fault = Assert.Throws<ModelFormatException>(() => Built(KernelCatalog.Choose(), sparse, map));
        Assert.StartsWith(found, fault.Found, StringComparison.Ordinal);
        Assert.NotEmpty(fault.Expected);
    }

    [Fact]
    public void A_border_that_would_take_too_much_memory_is_refused()
    {
        FeatureMap map = new(FeatureKind.Floats, 1, 1, 2048);
        FloatDepthwiseDefinition layer = new(new(300, 300, 1, 299, 299, 0, 0), 2048, new float[2048 * 90000], new float[2048], default);
        ModelFormatException fault = Assert.Throws<ModelFormatException>(() => Built(KernelCatalog.Choose(), layer, map));
        Assert.StartsWith("here: numbers of the map with its border 184320000", fault.Found, StringComparison.Ordinal);
    }

    private static IEnumerable<(FeatureMap Map, Window Window)> Cases() =>
        from map in Maps
        from window in Windows
        where map.Height + window.Top + window.Bottom >= window.Height && map.Width + window.Left + window.Right >= window.Width
        select (new FeatureMap(FeatureKind.Floats, map.Height, map.Width, map.Channels), window);

    private FloatConvDefinition Conv(Window window, int inputs, int outputs) => new(
        window, inputs, outputs, Blocks.Floats(_random, outputs * inputs * window.Area), Blocks.Floats(_random, outputs),
        (ActivationKind)_random.Next(3));

    /// <summary>About three in four blocks set to zero.</summary>
    private FloatConvDefinition Pruned(FloatConvDefinition conv, int block)
    {
        int row = conv.Weights.Length / conv.OutputChannels;
        for (int place = 0; place < (conv.OutputChannels + block - 1) / block * row; place++)
        {
            for (int n = place / row * block; n < Math.Min(conv.OutputChannels, place / row * block + block) && place % 4 != 3; n++)
                conv.Weights[n * row + place % row] = 0;
        }

        return conv;
    }

    private sbyte[] Bytes(float[] pruned, int outputs, int inputs, int area)
    {
        sbyte[] bytes = new sbyte[pruned.Length];
        for (int index = 0; index < pruned.Length; index++)
        {
            (int n, int c, int tap) = (index / inputs / area, index / area % inputs, index % area);
            bytes[(n * area + tap) * inputs + c] = (sbyte)(pruned[index] == 0 ? 0 : _random.Next(-128, 128));
        }

        Assert.Equal(outputs * inputs * area, bytes.Length);
        return bytes;
    }

    private float[] Scales(int outputs) => [.. Enumerable.Range(0, outputs).Select(_ => 0.001f + 0.01f * _random.NextSingle())];

    private static float[] Run(KernelSet set, LayerDefinition definition, FeatureMap map, float[] x)
    {
        (ILayer layer, Workspace workspace, Activation input) = Built(set, definition, map);

        // Twice: what the first run leaves behind must not matter.
        for (int run = 0; run < 2; run++)
        {
            x.CopyTo(workspace.Floats(input));
            layer.Run(workspace);
        }

        return workspace.Floats(layer.Output).ToArray();
    }

    private static (ILayer Layer, Workspace Workspace, Activation Input) Built(KernelSet set, LayerDefinition definition, FeatureMap map)
    {
        WorkspacePlan plan = new();
        Activation input = plan.Reserve(map);
        ILayer layer = set.Layers.Layer(definition, new LayerSite("here", input, plan, []));
        return (layer, new Workspace(null, plan), input);
    }

    private static float[] Plain(FloatConvDefinition conv, FeatureMap map, float[] x)
    {
        Window window = conv.Window;
        int width = window.OutputWidth(map.Width);
        int pixels = window.OutputHeight(map.Height) * width;
        float[] y = new float[conv.OutputChannels * pixels];
        for (int index = 0; index < y.Length; index++)
        {
            int n = index / pixels;
            float sum = conv.Biases[n];
            for (int tap = 0; tap < conv.InputChannels * window.Area; tap++)
            {
                int row = index % pixels / width * window.Stride - window.Top + tap % window.Area / window.Width;
                int column = index % width * window.Stride - window.Left + tap % window.Width;
                bool inside = row >= 0 && row < map.Height && column >= 0 && column < map.Width;
                float value = inside ? x[(tap / window.Area * map.Height + row) * map.Width + column] : 0;
                sum = MathF.FusedMultiplyAdd(conv.Weights[n * conv.InputChannels * window.Area + tap], value, sum);
            }

            y[index] = conv.Activation switch
            {
                ActivationKind.Relu => sum < 0 ? 0 : sum,
                ActivationKind.Relu6 => sum < 0 ? 0 : sum > 6 ? 6 : sum,
                _ => sum,
            };
        }

        return y;
    }

    private static void AssertSameBits(float[] expected, float[] found, string what)
    {
        Assert.Equal(expected.Length, found.Length);
        for (int index = 0; index < expected.Length; index++)
        {
            if (BitConverter.SingleToInt32Bits(expected[index]) != BitConverter.SingleToInt32Bits(found[index]))
                Assert.Fail($"{what}: output {index} is {found[index]:R} and not {expected[index]:R}");
        }
    }
}
