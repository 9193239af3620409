using Inference.Format;
using Inference.Kernels;
using Inference.Layers;

namespace Inference.Tests.Kernels;

/// <summary>The law of kernel sets: whatever the sizes, the same bits as <see cref="PortableKernels"/>, and no read past the end.</summary>
public abstract partial class KernelsTests<TKernels>
    where TKernels : IKernels
{
    private static readonly int[] Channels = [1, 2, 7, 8, 9, 15, 16, 17, 31, 32, 33, 40, 63, 64, 65, 96, 127, 128, 129, 130];

    private static void SkipUnlessSupported() =>
        Assert.SkipUnless(TKernels.IsSupported, $"this machine has no {TKernels.Name}");

    [Fact]
    public void Byte_convolutions_equal_the_definition()
    {
        SkipUnlessSupported();
        using GuardedMemory rowPage = new(1 << 16);
        using GuardedMemory weightPage = new(1 << 18);
        using GuardedMemory outputPage = new(1 << 16);
        Random random = new(1);
        foreach (int kernel in new[] { 1, 3, 5, 7 })
        {
            foreach ((int stride, int inputs) in new[] { (1, 1), (2, 1), (1, 3), (2, 4) })
            {
                foreach (int outputs in Channels)
                {
                    int width = random.Next(1, 10);
                    int rowLength = ((width - 1) * stride + kernel) * inputs + random.Next(3);
                    ByteConvShape shape = new(kernel, stride, inputs, outputs, width, rowLength);
                    ByteConvDefinition conv = Samples.ByteConv(random, (kernel, stride, inputs, outputs));
                    OutputTransform transform = OutputTransform.Padded(conv.Multipliers, conv.Biases, conv.Shift);
                    Span<short> rows = rowPage.Place<short>(Samples.Extremes(random, shape.InputLength, -128, 127));
                    Span<short> weights = weightPage.Place<short>(shape.Pack(conv.Weights));
                    short[] expected = new short[width * outputs];
                    PortableKernels.ConvolveBytes(rows, weights, shape, transform, expected);
                    Span<short> found = outputPage.Place<short>(new short[expected.Length]);
                    TKernels.ConvolveBytes(rows, weights, shape, transform, found);
                    Assert.Equal(expected, found.ToArray());
                }
            }
        }
    }

    [Fact]
    public void Signs_equal_the_definition_and_leave_padding_bits_0()
    {
        SkipUnlessSupported();
        using GuardedMemory valuePage = new(1 << 14);
        using GuardedMemory thresholdPage = new(1 << 12);
        using GuardedMemory bitPage = new(1 << 12);
        Random random = new(3);
        for (int channels = 1; channels <= 130; channels++)
        {
            int words = (channels + 63) / 64;
            int stride = channels + random.Next(3);
            int pixels = random.Next(1, 6);
            Span<short> values = valuePage.Place<short>(Samples.Extremes(random, (pixels - 1) * stride + channels));
            Span<short> thresholds = thresholdPage.Place<short>(Samples.Extremes(random, channels));
            values[0] = thresholds[0];
            ulong[] flips = Sign<PortableKernels>.Pack(Samples.Flips(random, channels));
            ulong[] expected = new ulong[pixels * words];
            PortableKernels.Binarize(values, stride, thresholds, flips, expected);
            Span<ulong> found = bitPage.Place<ulong>(Samples.Array<ulong>(random, expected.Length));
            TKernels.Binarize(values, stride, thresholds, flips, found);
            Assert.Equal(expected, found.ToArray());
            if (channels % 64 != 0)
                Assert.Equal(0UL, found[^1] >> (channels % 64));
        }
    }

    [Fact]
    public void Residuals_equal_the_definition_up_to_saturation()
    {
        SkipUnlessSupported();
        using GuardedMemory sumPage = new(1 << 16);
        using GuardedMemory valuePage = new(1 << 16);
        using GuardedMemory outputPage = new(1 << 16);
        Random random = new(4);
        foreach (int inputs in Channels)
        {
            foreach (int times in new[] { 1, 2, 4 })
            {
                BinaryConvShape shape = new(3, inputs, inputs * times, random.Next(1, 6));
                BinaryResidualDefinition residual = Samples.Residual(random, (3, inputs, inputs * times));
                OutputTransform transform = OutputTransform.Padded(residual.Multipliers, residual.Biases, residual.Shift);
                short reach = (short)shape.Products;
                Span<short> sums = sumPage.Place<short>(Samples.Extremes(random, shape.Width * shape.Stride, (short)-reach, reach));
                Span<short> values = valuePage.Place<short>(Samples.Extremes(random, shape.Width * inputs));
                short[] expected = new short[shape.Width * shape.OutputChannels];
                PortableKernels.AddResidual(sums, values, shape, transform, expected);
                Span<short> found = outputPage.Place<short>(new short[expected.Length]);
                TKernels.AddResidual(sums, values, shape, transform, found);
                Assert.Equal(expected, found.ToArray());
            }
        }
    }

    [Fact]
    public void Pools_equal_the_definition()
    {
        SkipUnlessSupported();
        using GuardedMemory topPage = new(1 << 14);
        using GuardedMemory bottomPage = new(1 << 14);
        using GuardedMemory outputPage = new(1 << 14);
        Random random = new(5);
        for (int channels = 1; channels <= 130; channels++)
        {
            int width = random.Next(1, 5);
            Span<short> top = topPage.Place<short>(Samples.Extremes(random, 2 * width * channels));
            Span<short> bottom = bottomPage.Place<short>(Samples.Extremes(random, 2 * width * channels));
            short[] expected = new short[width * channels];
            Span<short> found = outputPage.Place<short>(new short[expected.Length]);
            PortableKernels.PoolMaximum(top, bottom, channels, expected);
            TKernels.PoolMaximum(top, bottom, channels, found);
            Assert.Equal(expected, found.ToArray());
            PortableKernels.PoolAverage(top, bottom, channels, expected);
            TKernels.PoolAverage(top, bottom, channels, found);
            Assert.Equal(expected, found.ToArray());
        }
    }

    [Fact]
    public void Rectified_sums_equal_the_definition_over_the_whole_range()
    {
        SkipUnlessSupported();
        using GuardedMemory pixelPage = new(1 << 14);
        using GuardedMemory offsetPage = new(1 << 12);
        using GuardedMemory sumPage = new(1 << 12);
        Random random = new(6);
        for (int channels = 1; channels <= 130; channels++)
        {
            Span<short> pixels = pixelPage.Place<short>(Samples.Extremes(random, random.Next(1, 9) * channels));
            Span<short> offsets = offsetPage.Place<short>(Samples.Extremes(random, channels));
            int[] expected = Samples.Numbers(random, channels, 1 << 20);
            Span<int> found = sumPage.Place<int>(expected);
            PortableKernels.AddRectified(pixels, offsets, expected);
            TKernels.AddRectified(pixels, offsets, found);
            Assert.Equal(expected, found.ToArray());
        }
    }

    [Fact]
    public void Dot_products_are_exact_up_to_the_extremes()
    {
        SkipUnlessSupported();
        using GuardedMemory weightPage = new(1 << 16);
        using GuardedMemory featurePage = new(1 << 16);
        Random random = new(7);
        foreach (int length in (int[])[.. Enumerable.Range(1, 130), 4096, 20000])
        {
            Span<short> weights = weightPage.Place<short>(Samples.Extremes(random, length));
            Span<short> features = featurePage.Place<short>(Samples.Extremes(random, length, -32767));
            Assert.Equal(PortableKernels.Dot(weights, features), TKernels.Dot(weights, features));
            weights.Fill(short.MinValue);
            features.Fill(short.MaxValue);
            Assert.Equal(-32768L * 32767 * length, TKernels.Dot(weights, features));
        }
    }
}
