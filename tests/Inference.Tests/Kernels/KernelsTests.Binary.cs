using Inference.Kernels;
using Inference.Layers;

namespace Inference.Tests.Kernels;

/// <content>Binary convolutions, of bands of rows.</content>
public abstract partial class KernelsTests<TKernels>
{
    [Fact]
    public void Sums_of_binary_convolutions_equal_the_definition()
    {
        SkipUnlessSupported();
        using BinaryBands<TKernels> bands = new();
        Random random = new(2);
        foreach (BinaryConvShape shape in Shapes(random))
        {
            bands.Place(random, shape, random.Next(4) == 0);
            short[] expected = bands.ExpectedSums();
            ReadOnlySpan<short> found = bands.Sums();
            for (int pixel = 0; pixel < bands.Rows * shape.Width; pixel++)
            {
                int start = pixel / shape.Width * shape.RowSums + pixel % shape.Width * shape.Stride;
                bool equal = expected.AsSpan(start, shape.OutputChannels).SequenceEqual(found.Slice(start, shape.OutputChannels));
                Assert.True(equal, $"{shape}, {bands.Rows} rows, pixel {pixel}");
            }
        }
    }

    [Fact]
    public void Bits_of_binary_convolutions_equal_the_definition_and_leave_padding_bits_0()
    {
        SkipUnlessSupported();
        using BinaryBands<TKernels> bands = new();
        Random random = new(8);
        foreach (BinaryConvShape shape in Shapes(random))
        {
            bands.Place(random, shape, random.Next(4) == 0);
            int[] thresholds = Samples.Numbers(random, shape.OutputChannels, random.Next(4) == 0 ? int.MaxValue - 1 : shape.Products);
            BitThresholds bounds = new(thresholds, Sign<PortableKernels>.Pack(Samples.Flips(random, shape.OutputChannels)), shape);
            Assert.True(bands.ExpectedBits(bounds).AsSpan().SequenceEqual(bands.Bits(bounds)), $"{shape}, {bands.Rows} rows");
        }
    }

    [Fact]
    public void Thresholds_decide_at_every_sum()
    {
        SkipUnlessSupported();
        using BinaryBands<TKernels> bands = new();
        Random random = new(9);
        foreach (int inputs in new[] { 1, 2, 3 })
        {
            BinaryConvShape shape = new(3, inputs, 32, 4);
            for (int threshold = -shape.Products - 1; threshold <= shape.Products + 1; threshold++)
            {
                bands.Place(random, shape, false);
                BitThresholds bounds = new([.. Enumerable.Repeat(threshold, 32)], [0], shape);
                Assert.Equal(bands.ExpectedBits(bounds), bands.Bits(bounds));
            }
        }
    }

    /// <summary>Odd and even widths; channels about the multiples of nibbles, words and blocks; one pixel; the largest counts.</summary>
    private static IEnumerable<BinaryConvShape> Shapes(Random random)
    {
        foreach (int kernel in new[] { 1, 3 })
        {
            foreach (int inputs in (int[])[.. Channels, 192, 256, 1000, 2048])
            {
                foreach (int outputs in new[] { 1, 5, 32, 33, 64, 70, 96, 128, 130 })
                    yield return new(kernel, inputs, outputs, random.Next(1, 10));
                yield return new(1, inputs, 1 + random.Next(300), 1);
            }
        }
    }
}
