using Inference.Format;
using Inference.Kernels;

namespace Inference.Tests.Layers;

/// <summary>Every layer on every kernel set against the formulas of docs/model-format.md.</summary>
public sealed class LayerTests
{
    private static readonly KernelSet[] Sets = [.. KernelCatalog.All.Where(set => set.IsSupported)];
    private readonly Random _random = new(11);

    [Fact]
    public void Standardize_follows_its_formula()
    {
        foreach (int least in new[] { 1, 8, 255 })
        {
            Check(new StandardizeDefinition(least), FeatureKind.Pixels, LayerBench.Random(_random, FeatureKind.Pixels, 5, 7, 3));
            Check(new StandardizeDefinition(least), FeatureKind.Pixels, new int[3, 3, 1]);
            Check(new StandardizeDefinition(least), FeatureKind.Pixels, new int[1, 2, 1] { { { 0 }, { 255 } } });
        }
    }

    [Fact]
    public void Standardize_does_not_overflow_on_the_largest_picture()
    {
        int[,,] x = LayerBench.Random(_random, FeatureKind.Pixels, 512, 512, 4);
        Check(new StandardizeDefinition(1), FeatureKind.Pixels, x);
    }

    [Theory]
    [InlineData(FeatureKind.Pixels)]
    [InlineData(FeatureKind.SignedBytes)]
    public void Byte_convolution_follows_its_formula(FeatureKind kind)
    {
        foreach (int kernel in new[] { 1, 3, 5, 7 })
        {
            foreach ((int stride, int inputs, int outputs) in new[] { (1, 1, 5), (2, 1, 32), (1, 3, 17), (2, 4, 16) })
            {
                ByteConvDefinition conv = Samples.ByteConv(_random, (kernel, stride, inputs, outputs));
                Check(conv, kind, LayerBench.Random(_random, kind, 1 + _random.Next(8), 1 + _random.Next(8), inputs));
            }
        }
    }

    [Theory]
    [InlineData(FeatureKind.Values, PoolKind.Max)]
    [InlineData(FeatureKind.Values, PoolKind.Average)]
    [InlineData(FeatureKind.Bits, PoolKind.Max)]
    public void Pools_follow_their_formula(FeatureKind kind, PoolKind pool)
    {
        foreach (int channels in new[] { 1, 16, 65, 130 })
            Check(new PoolDefinition(pool), kind, LayerBench.Random(_random, kind, 6, 4, channels));
    }

    [Fact]
    public void Binary_residual_follows_its_formula()
    {
        foreach (int inputs in new[] { 1, 3, 16, 33, 64, 65, 130 })
        {
            foreach ((int kernel, int times) in new[] { (1, 1), (3, 1), (3, 2), (1, 4) })
            {
                BinaryResidualDefinition residual = Samples.Residual(_random, (kernel, inputs, inputs * times));
                int[,,] x = LayerBench.Random(_random, FeatureKind.Values, 1 + _random.Next(3), 1 + _random.Next(6), inputs);
                Check(residual, FeatureKind.Values, x);
            }
        }
    }

    [Fact]
    public void Sign_follows_its_formula()
    {
        foreach (int channels in new[] { 1, 16, 63, 64, 100, 130 })
        {
            SignDefinition sign = new(Samples.Extremes(_random, channels, -300, 300), Samples.Flips(_random, channels));
            Check(sign, FeatureKind.Values, LayerBench.Random(_random, FeatureKind.Values, 3, 5, channels));
        }
    }

    [Fact]
    public void Binary_convolution_follows_its_formula()
    {
        foreach ((int inputs, int outputs) in new[] { (1, 1), (5, 70), (64, 32), (65, 64), (130, 33) })
        {
            foreach (int kernel in new[] { 1, 3 })
            {
                BinaryConvDefinition conv = Samples.BinaryConv(_random, (kernel, inputs, outputs));
                int[,,] x = LayerBench.Random(_random, FeatureKind.Bits, 1 + _random.Next(5), 1 + _random.Next(6), inputs);
                Check(conv, FeatureKind.Bits, x);
            }
        }
    }

    [Theory]
    [InlineData(FeatureKind.Values)]
    [InlineData(FeatureKind.Bits)]
    public void Exits_follow_their_formula(FeatureKind kind)
    {
        foreach ((int grid, int size, int channels) in new[] { (1, 1, 3), (1, 8, 16), (2, 8, 65), (4, 4, 130), (7, 7, 20), (7, 14, 33) })
        {
            int[,,] x = LayerBench.Random(_random, kind, size, size, channels);
            LinearExitDefinition exit = Samples.Exit(_random, grid, channels, 5);
            foreach (KernelSet set in Sets)
                Assert.Equal(Reference.Logits(exit, x, kind == FeatureKind.Bits), LayerBench.Run(set, exit, kind, x));
        }
    }

    [Fact]
    public void Features_and_logits_saturate()
    {
        int[,,] x = new int[2, 2, 1] { { { 32767 }, { 32767 } }, { { 32767 }, { 32767 } } };
        LinearExitDefinition exit = new(1, [-32768], [32767, -32768], [int.MaxValue, int.MinValue], 0, 0);
        foreach (KernelSet set in Sets)
        {
            Assert.Equal([int.MaxValue, int.MinValue], LayerBench.Run(set, exit, FeatureKind.Values, x));
            Assert.Equal(
                [32767 * 32767 >> 4, -32768 * 32767 >> 4],
                LayerBench.Run(set, exit with { Biases = [0, 0], Shift = 4 }, FeatureKind.Values, x));
        }
    }

    private static void Check(LayerDefinition layer, FeatureKind kind, int[,,] x)
    {
        int[,,] expected = Reference.Apply(layer, layer is ByteConvDefinition && kind == FeatureKind.Pixels ? Centred(x) : x);
        foreach (KernelSet set in Sets)
        {
            int[,,] found = LayerBench.Run(set, layer, kind, x);
            bool equal = expected.Cast<int>().SequenceEqual(found.Cast<int>());
            Assert.True(equal, $"{layer} on {set.Name} over {x.GetLength(0)}×{x.GetLength(1)}");
        }
    }

    private static int[,,] Centred(int[,,] x)
    {
        int[,,] centred = (int[,,])x.Clone();
        for (int i = 0; i < x.GetLength(0); i++)
        {
            for (int j = 0; j < x.GetLength(1); j++)
            {
                for (int c = 0; c < x.GetLength(2); c++)
                    centred[i, j, c] -= 128;
            }
        }

        return centred;
    }
}
