using Inference.Format;

namespace Inference.Tests.Format;

/// <summary>Packing keeps every weight, and the chosen size follows the zeros that are there.</summary>
public sealed class BlockSparseTests
{
    private readonly Random _random = new(41);

    [Theory]
    [InlineData(4)]
    [InlineData(8)]
    [InlineData(16)]
    public void Packed_and_unpacked_weights_are_the_same(int block)
    {
        for (int outputs = 1; outputs <= 40; outputs++)
        {
            FloatConvDefinition dense = Dense(outputs, 3, 90, 1);
            SparseFloatConvDefinition sparse = BlockSparse.PackAs(dense, block);
            Assert.Equal(dense.Weights, BlockSparse.ToDense(sparse).Weights);
            Int8ConvDefinition bytes = Bytes(dense);
            Assert.Equal(bytes.Weights, BlockSparse.ToDense(BlockSparse.PackAs(bytes, block)).Weights);
            Assert.All(sparse.Weights.Chunk(block), stored => Assert.Contains(stored, weight => weight != 0));
        }
    }

    [Theory]
    [InlineData(4, 4)]
    [InlineData(8, 8)]
    [InlineData(16, 16)]
    public void A_dense_layer_is_packed_in_the_blocks_it_was_pruned_in(int pruned, int expected)
    {
        FloatConvDefinition dense = Dense(64, 300, 90, pruned);
        Assert.Equal(expected, BlockSparse.Pack(dense, 1).Block);
        Assert.Equal(1, BlockSparse.Measure<float>(dense.Weights, 64, expected).Fill);
    }

    [Fact]
    public void A_convolution_pruned_in_single_weights_is_packed_in_the_smallest_blocks() =>
        Assert.Equal(4, BlockSparse.Pack(Dense(64, 300, 90, 1), 64).Block);

    [Fact]
    public void Fill_is_the_share_of_stored_weights_that_are_not_zero()
    {
        float[] weights = [1, 0, 0, 0, 0, 0, 0, 2, 0, 0];
        Assert.Equal(new BlockFill(4, 2, 0.25), BlockSparse.Measure<float>(weights, 5, 4));
        Assert.Equal(new BlockFill(8, 2, 0.125), BlockSparse.Measure<float>(weights, 5, 8));
        Assert.Equal(new BlockFill(4, 0, 1), BlockSparse.Measure<float>([0, 0], 2, 4));
    }

    private FloatConvDefinition Dense(int outputs, int inputs, int percent, int pruned)
    {
        float[] weights = new float[outputs * inputs];
        for (int group = 0; group < (outputs + pruned - 1) / pruned; group++)
        {
            for (int column = 0; column < inputs; column++)
            {
                bool isZero = _random.Next(100) < percent;
                for (int n = group * pruned; n < Math.Min(outputs, (group + 1) * pruned); n++)
                    weights[n * inputs + column] = isZero ? 0 : _random.Next(1, 128);
            }
        }

        return new(Window.One, inputs, outputs, weights, new float[outputs], ActivationKind.None);
    }

    private static Int8ConvDefinition Bytes(FloatConvDefinition dense) => new(
        Window.One, dense.InputChannels, dense.OutputChannels, [.. dense.Weights.Select(weight => (sbyte)weight)],
        new float[dense.OutputChannels], new int[dense.OutputChannels], 0, 0, -128, 127);
}
