using Inference.Kernels;

namespace Inference.Tests.Kernels;

public sealed class WinogradTests
{
    private const int Inputs = 1820;

    [Fact]
    public void Every_product_of_extreme_bytes_fits_16_bits_on_both_sides()
    {
        foreach (sbyte weight in new sbyte[] { -128, 127 })
        {
            // Of 2^9 choices of extremes, one makes each point as large as it can be.
            for (int signs = 0; signs < 512; signs++)
            {
                sbyte[] weights = [.. Enumerable.Range(0, 9).Select(tap => (signs >> tap & 1) == 0 ? weight : (sbyte)(127 - weight - 126))];
                foreach (short point in Winograd.Transform(weights, 1))
                    Assert.InRange(point, -6272, 6272);
            }
        }
    }

    /// <summary>|Σ w·x| just below 2^25, while the sums of products leave 32 bits many times over.</summary>
    [Theory]
    [InlineData(-128, -128)]
    [InlineData(-128, 127)]
    [InlineData(16, -128)]
    public void The_largest_sums_that_the_proof_lets_through_come_out_exact(int weight, int x)
    {
        int inputs = weight == 16 ? Inputs : (1 << 25) / (128 * 128 * 9) - 1;
        sbyte[] weights = new sbyte[9 * inputs];
        Array.Fill(weights, (sbyte)weight);
        Assert.True(Winograd.Holds(weights, weights.Length));

        WinogradShape shape = new(4, 4, inputs, 1);
        short[] padded = new short[shape.PaddedLength];
        Array.Fill(padded, (short)x);
        short[] points = new short[36 * shape.TileStride];
        int[] products = new int[36 * 16];
        sbyte[] output = new sbyte[16];
        int expected = weight * x * 9 * inputs;
        float scale = 100f / expected;
        PortableKernels.TransformTiles(padded, shape, 0, 1, points);
        PortableKernels.MultiplyTiles(points, PortableKernels.PackTiles(Winograd.Transform(weights, inputs), shape), shape, 1, 0, products);
        PortableKernels.RequantizeTiles(products, shape, (0, 1), 0, Requantization.Padded([scale], [0], 0, -128, 127), output);
        Assert.All(output, y => Assert.Equal(100, y));
    }

    [Fact]
    public void A_sum_that_may_reach_2_to_the_25_is_not_let_through()
    {
        sbyte[] weights = new sbyte[1 << 14];
        Array.Fill(weights, (sbyte)16);
        Assert.False(Winograd.Holds(weights, weights.Length));
        weights[0] = 15;
        Assert.True(Winograd.Holds(weights, weights.Length));
    }
}
