using Inference.Format;
using Inference.Kernels;
using Inference.Layers;

namespace Inference.Tests.Layers;

/// <summary>Layers of floats and signed bytes that exist in one form, against their formulas in exact or wider arithmetic.</summary>
public sealed class PlainLayerTests
{
    private readonly Random _random = new(12);

    [Fact]
    public void A_table_gives_each_channel_its_own_function()
    {
        foreach (FeatureKind kind in new[] { FeatureKind.Pixels, FeatureKind.SignedBytes })
        {
            TableDefinition table = new(Samples.Array<sbyte>(_random, 3 * 256));
            int[,,] x = LayerBench.Random(_random, kind, 4, 5, 3);
            int shift = kind == FeatureKind.Pixels ? 0 : 128;
            Assert.Equal(
                Flat(x).Select((value, index) => (int)table.Table[index % 3 * 256 + value + shift]),
                Flat(LayerBench.Run(KernelCatalog.Choose(), table, kind, x)));
        }
    }

    [Theory]
    [InlineData(0.5f, 0, new[] { 0.25f, 0.75f, -0.25f, 100f, -100f, 3.3f }, new[] { 0, 2, 0, 127, -128, 7 })]
    [InlineData(1f, -128, new[] { 0f, 255f, 256f, -1f, 0.5f, 1.5f }, new[] { -128, 127, 127, -128, -128, -126 })]
    public void Quantising_rounds_halves_to_even_and_clamps(float scale, int zero, float[] x, int[] expected)
    {
        WorkspacePlan plan = new();
        Activation input = plan.Reserve(new FeatureMap(FeatureKind.Floats, 2, 1, 3));
        Quantize layer = new(new QuantizeDefinition([scale], zero), new LayerSite("here", input, plan, []));
        Workspace workspace = new(null, plan);
        x.CopyTo(workspace.Floats(input));
        layer.Run(workspace);

        // Planes in, pixels out.
        int[] order = [0, 2, 4, 1, 3, 5];
        Assert.Equal(order.Select(index => expected[index]), Flat(Taken(workspace, layer.Output)));
    }

    [Theory]
    [InlineData(ActivationKind.None)]
    [InlineData(ActivationKind.Relu)]
    [InlineData(ActivationKind.Relu6)]
    public void An_affine_layer_scales_each_channel(ActivationKind activation)
    {
        WorkspacePlan plan = new() { Pixels = 24 };
        Activation input = new(new FeatureMap(FeatureKind.Pixels, 4, 3, 2), 0);
        Affine layer = new(new AffineDefinition([0.1f, -0.2f], [-3f, 9f], activation), new LayerSite("here", input, plan, []));
        Workspace workspace = new(null, plan);
        _random.NextBytes(workspace.Pixels);
        layer.Run(workspace);
        for (int index = 0; index < 24; index++)
        {
            float x = workspace.Pixels[index];
            float y = index % 2 == 0 ? x * 0.1f + -3f : x * -0.2f + 9f;
            y = activation == ActivationKind.None ? y : Math.Clamp(y, 0, activation == ActivationKind.Relu6 ? 6 : float.MaxValue);
            Assert.Equal(y, workspace.Floats(layer.Output)[index % 2 * 12 + index / 2]);
        }
    }

    [Theory]
    [InlineData(FeatureKind.Values)]
    [InlineData(FeatureKind.SignedBytes)]
    public void Pools_over_any_window_follow_their_formula(FeatureKind kind)
    {
        foreach (PoolKind pool in new[] { PoolKind.Max, PoolKind.Average })
        {
            foreach (Window window in new Window[] { new(3, 3, 2, 1, 1, 1, 1), new(2, 3, 1, 0, 0, 0, 0), new(5, 7, 3, 0, 0, 0, 0), new(3, 2, 1, 2, 0, 0, 1) })
            {
                if (pool == PoolKind.Average && window.HasBorder)
                    continue;
                int[,,] x = LayerBench.Random(_random, kind, 6, 9, 3);
                int[,,] found = LayerBench.Run(KernelCatalog.Choose(), new WindowPoolDefinition(pool, window), kind, x);
                Assert.Equal(Flat(Pooled(x, pool, window)), Flat(found));
            }
        }
    }

    [Fact]
    public void Pools_of_floats_follow_their_formula()
    {
        WorkspacePlan plan = new();
        Activation input = plan.Reserve(new FeatureMap(FeatureKind.Floats, 6, 9, 2));
        int[,,] x = LayerBench.Random(_random, FeatureKind.Values, 6, 9, 2);
        Window window = new(3, 3, 2, 1, 1, 1, 1);
        FloatWindowPool largest = new(new WindowPoolDefinition(PoolKind.Max, window), new LayerSite("here", input, plan, []));
        FloatWindowPool mean = new(new WindowPoolDefinition(PoolKind.Average, Window.Tile(3)), new LayerSite("here", input, plan, []));
        Workspace workspace = new(null, plan);
        for (int index = 0; index < x.Length; index++)
            workspace.Floats(input)[index] = x[index / 9 % 6, index % 9, index / 54];
        largest.Run(workspace);
        mean.Run(workspace);
        Assert.Equal(Flat(Pooled(x, PoolKind.Max, window)), Flat(Taken(workspace, largest.Output)));
        float[] sums = [.. workspace.Floats(mean.Output)];
        for (int index = 0; index < sums.Length; index++)
        {
            float sum = 0;
            for (int place = 0; place < 9; place++)
                sum += x[index / 3 % 2 * 3 + place / 3, index % 3 * 3 + place % 3, index / 6];
            Assert.Equal(sum * (1f / 9), sums[index]);
        }
    }

    [Fact]
    public void A_pool_whose_window_leaves_the_map_or_averages_a_border_is_refused()
    {
        int[,,] x = new int[4, 4, 1];
        foreach (Window window in new Window[] { new(5, 1, 1, 0, 0, 0, 0), new(3, 3, 1, 3, 0, 0, 0), new(3, 3, 0, 0, 0, 0, 0), new(3, 3, 1, 1, 1, 1, 1) })
        {
            WindowPoolDefinition pool = new(PoolKind.Average, window);
            Assert.Throws<ModelFormatException>(() => LayerBench.Run(KernelCatalog.Choose(), pool, FeatureKind.Values, x));
        }
    }

    private static int[,,] Pooled(int[,,] x, PoolKind kind, Window window)
    {
        int[,,] y = new int[window.OutputHeight(x.GetLength(0)), window.OutputWidth(x.GetLength(1)), x.GetLength(2)];
        for (int index = 0; index < y.Length; index++)
        {
            (int i, int j, int c) = (index / y.GetLength(2) / y.GetLength(1), index / y.GetLength(2) % y.GetLength(1), index % y.GetLength(2));
            List<int> seen = [];
            for (int place = 0; place < window.Area; place++)
            {
                int row = i * window.Stride - window.Top + place / window.Width;
                int column = j * window.Stride - window.Left + place % window.Width;
                if (row >= 0 && row < x.GetLength(0) && column >= 0 && column < x.GetLength(1))
                    seen.Add(x[row, column, c]);
            }

            y[i, j, c] = kind == PoolKind.Max ? seen.Max() : (int)Math.Round((decimal)seen.Sum() / window.Area, MidpointRounding.ToEven);
        }

        return y;
    }

    private static int[,,] Taken(Workspace workspace, Activation output)
    {
        FeatureMap map = output.Map;
        int[,,] y = new int[map.Height, map.Width, map.Channels];
        for (int index = 0; index < map.Elements; index++)
        {
            (int pixel, int c) = (index / map.Channels, index % map.Channels);
            y[pixel / map.Width, pixel % map.Width, c] = map.Kind == FeatureKind.Floats
                ? (int)workspace.Floats(output)[c * map.Pixels + pixel]
                : workspace.SignedBytes(output)[index];
        }

        return y;
    }

    private static int[] Flat(int[,,] x) => [.. x.Cast<int>()];
}
