using Inference.Kernels;

namespace Inference.Tests.Kernels;

/// <content>Convolutions of 8-bit and 16-bit numbers.</content>
public abstract partial class KernelsTests<TKernels>
{
    [Fact]
    public void Sums_of_windows_equal_the_definition()
    {
        SkipUnlessSupported();
        using GuardedMemory valuePage = new(1 << 16);
        using GuardedMemory startPage = new(1 << 12);
        using GuardedMemory weightPage = new(1 << 18);
        using GuardedMemory sumPage = new(1 << 16);
        Random random = new(21);
        foreach (int outputs in Channels)
        {
            foreach (int taps in new[] { 1, 2, 3, 4, 5, 9, 16, 63, 131 })
            {
                WindowShape shape = new(random.Next(1, 5), taps + random.Next(9), taps, outputs);
                int windows = random.Next(1, 15);
                int step = random.Next(1, 20);
                int length = (windows - 1) * step + shape.Reach;
                sbyte[] weights = Bytes(random, shape.Outputs * shape.Rows * shape.Taps);
                Span<short> values = valuePage.Place<short>(Samples.Extremes(random, length));
                Span<int> starts = startPage.Place<int>([.. Enumerable.Range(0, windows).Select(window => window * step)]);
                int[] expected = new int[windows * shape.Stride];
                PortableKernels.MultiplyValues(values, starts, PortableKernels.PackValues(weights, shape), shape, expected);
                Span<int> found = sumPage.Place<int>(Samples.Array<int>(random, expected.Length));
                TKernels.MultiplyValues(values, starts, weightPage.Place<sbyte>(TKernels.PackValues(weights, shape)), shape, found);
                Assert.Equal(expected, found.ToArray());

                values = valuePage.Place<short>(Samples.Extremes(random, length, -128, 127));
                PortableKernels.MultiplyBytes(values, starts, PortableKernels.PackBytes(weights, shape), shape, expected);
                TKernels.MultiplyBytes(values, starts, weightPage.Place<sbyte>(TKernels.PackBytes(weights, shape)), shape, found);
                Assert.Equal(expected, found.ToArray());
            }
        }
    }

    [Fact]
    public void Bytes_of_the_extremes_sum_without_saturation()
    {
        SkipUnlessSupported();
        foreach ((short x, sbyte w) in new (short, sbyte)[] { (-128, -128), (127, 127), (-128, 127), (127, -128) })
        {
            WindowShape shape = new(3, 3000, 2999, 17);
            short[] values = new short[3 * 3000 + 1];
            Array.Fill(values, x);
            sbyte[] weights = new sbyte[17 * 3 * 2999];
            Array.Fill(weights, w);
            int[] sums = new int[7 * shape.Stride];
            TKernels.MultiplyBytes(values, [0, 1, 0, 1, 0, 1, 0], TKernels.PackBytes(weights, shape), shape, sums);
            for (int window = 0; window < 7; window++)
                Assert.All(sums.AsSpan(window * shape.Stride, 17).ToArray(), sum => Assert.Equal(x * w * 3 * 2999, sum));
        }
    }

    [Fact]
    public void Requantization_equals_the_definition_over_32_bits_and_on_ties()
    {
        SkipUnlessSupported();
        using GuardedMemory sumPage = new(1 << 16);
        using GuardedMemory bytePage = new(1 << 14);
        using GuardedMemory valuePage = new(1 << 14);
        Random random = new(22);
        foreach (int outputs in Channels)
        {
            int pixels = random.Next(1, 6);
            float[] scales = new float[outputs];
            int[] biases = Samples.Numbers(random, outputs, 1000);
            for (int n = 0; n < outputs; n++)
                scales[n] = random.Next(4) == 0 ? float.MaxValue : MathF.ScaleB(random.Next(1, 9), -random.Next(40));
            int zero = random.Next(-128, 128), lowest = random.Next(-128, 0), highest = random.Next(lowest, 128);
            Requantization bytes = Requantization.Padded(scales, biases, zero, lowest, highest);
            Requantization values = Requantization.Padded(scales, biases, 0, -32768, 32767 - random.Next(9));
            int[] all = Samples.Numbers(random, pixels * bytes.Scales.Length, 1 << random.Next(4, 30));
            Span<int> sums = sumPage.Place<int>(all);
            sbyte[] expectedBytes = new sbyte[pixels * outputs];
            short[] expectedValues = new short[pixels * outputs];
            PortableKernels.Requantize(sums, bytes, expectedBytes);
            PortableKernels.Rescale(sums, values, expectedValues);
            Span<sbyte> foundBytes = bytePage.Place<sbyte>(new sbyte[pixels * outputs]);
            Span<short> foundValues = valuePage.Place<short>(new short[pixels * outputs]);
            TKernels.Requantize(sums, bytes, foundBytes);
            TKernels.Rescale(sums, values, foundValues);
            Assert.Equal(expectedBytes, foundBytes.ToArray());
            Assert.Equal(expectedValues, foundValues.ToArray());
        }
    }

    [Fact]
    public void Halves_round_to_the_even_neighbour()
    {
        SkipUnlessSupported();
        int[] sums = [1, 3, 5, -1, -3, -5, 2, -2, 253, 255, -255, -257, int.MaxValue, int.MinValue, 0, 7];
        float[] halves = [.. Enumerable.Repeat(0.5f, 16)];
        sbyte[] bytes = new sbyte[16];
        TKernels.Requantize(sums, Requantization.Padded(halves, new int[16], 0, -128, 127), bytes);
        Assert.Equal([0, 2, 2, 0, -2, -2, 1, -1, 126, 127, -128, -128, 127, -128, 0, 4], bytes);
        short[] values = new short[16];
        TKernels.Rescale(sums, Requantization.Padded(halves, new int[16], 0, -32768, 32767), values);
        Assert.Equal([0, 2, 2, 0, -2, -2, 1, -1, 126, 128, -128, -128, 32767, -32768, 0, 4], values);
    }

    [Fact]
    public void Tiles_equal_the_definition_step_by_step()
    {
        SkipUnlessSupported();
        using GuardedMemory paddedPage = new(1 << 17);
        using GuardedMemory pointPage = new(1 << 17);
        using GuardedMemory weightPage = new(1 << 19);
        using GuardedMemory productPage = new(1 << 16);
        Random random = new(23);
        foreach (int inputs in Channels)
        {
            WinogradShape shape = new(random.Next(1, 10), random.Next(1, 10), inputs, random.Next(1, 40));
            int first = random.Next(shape.Tiles), count = random.Next(1, shape.Tiles - first + 1);
            Span<short> padded = paddedPage.Place<short>(Samples.Extremes(random, shape.PaddedLength, -128, 127));
            short[] weights = Winograd.Transform(Bytes(random, shape.Outputs * 9 * inputs), inputs);
            short[] expectedPoints = new short[36 * count * shape.TileStride];
            Span<short> points = pointPage.Place<short>(Samples.Array<short>(random, expectedPoints.Length));
            PortableKernels.TransformTiles(padded, shape, first, count, expectedPoints);
            TKernels.TransformTiles(padded, shape, first, count, points);
            for (int start = 0; start < points.Length; start += shape.TileStride)
                Assert.Equal(expectedPoints.AsSpan(start, inputs).ToArray(), points.Slice(start, inputs).ToArray());

            Span<short> packed = weightPage.Place<short>(TKernels.PackTiles(weights, shape));
            for (int block = 0; block < (shape.Outputs + 15) / 16; block++)
            {
                int[] expected = new int[36 * count * 16];
                Span<int> products = productPage.Place<int>(Samples.Array<int>(random, expected.Length));
                PortableKernels.MultiplyTiles(expectedPoints, PortableKernels.PackTiles(weights, shape), shape, count, block, expected);
                TKernels.MultiplyTiles(points, packed, shape, count, block, products);
                Assert.Equal(expected, products.ToArray());
            }
        }
    }

    [Fact]
    public void Products_of_tiles_become_bytes_as_the_definition_has_it_modulo_32_bits()
    {
        SkipUnlessSupported();
        using GuardedMemory productPage = new(1 << 17);
        using GuardedMemory outputPage = new(1 << 16);
        Random random = new(24);
        foreach (int outputs in Channels)
        {
            WinogradShape shape = new(random.Next(1, 10), random.Next(1, 10), 1, outputs);
            float[] scales = [.. Enumerable.Range(0, outputs).Select(_ => MathF.ScaleB(random.Next(1, 9), -random.Next(12, 26)))];
            Requantization transform = Requantization.Padded(scales, Samples.Numbers(random, outputs, 1000), 5, -120, 127);
            int first = random.Next(shape.Tiles), count = random.Next(1, shape.Tiles - first + 1);
            Span<int> products = productPage.Place<int>(Samples.Array<int>(random, 36 * count * 16));
            sbyte[] expected = Bytes(random, shape.Height * shape.Width * outputs);
            Span<sbyte> found = outputPage.Place<sbyte>(expected);
            for (int block = 0; block < (outputs + 15) / 16; block++)
            {
                PortableKernels.RequantizeTiles(products, shape, (first, count), block, transform, expected);
                TKernels.RequantizeTiles(products, shape, (first, count), block, transform, found);
            }

            Assert.Equal(expected, found.ToArray());
        }
    }

    [Fact]
    public void Depthwise_sums_equal_the_definition()
    {
        SkipUnlessSupported();
        using GuardedMemory valuePage = new(1 << 16);
        using GuardedMemory weightPage = new(1 << 16);
        using GuardedMemory sumPage = new(1 << 16);
        Random random = new(25);
        foreach (int channels in Channels)
        {
            for (int round = 0; round < 6; round++)
            {
                (int rows, int columns, int windows) = (random.Next(1, 6), random.Next(1, 6), random.Next(1, 9));
                DepthwiseShape shape = new(rows, columns, columns * channels + random.Next(9), channels);
                sbyte[] weights = Bytes(random, shape.Taps * channels);
                Span<short> values = valuePage.Place<short>(Samples.Extremes(random, windows - 1 + shape.Reach, -128, 127));
                int[] starts = [.. Enumerable.Range(0, windows)];
                int[] expected = new int[windows * shape.Stride];
                PortableKernels.MultiplyDepthwise(values, starts, PortableKernels.PackDepthwise(weights, shape), shape, expected);
                Span<int> found = sumPage.Place<int>(Samples.Array<int>(random, expected.Length));
                Span<short> packed = weightPage.Place<short>(TKernels.PackDepthwise(weights, shape));
                TKernels.MultiplyDepthwise(values, starts, packed, shape, found);
                Assert.Equal(expected, found.ToArray());
            }
        }
    }

    /// <summary>Bytes of which one in eight is an extreme.</summary>
    private static sbyte[] Bytes(Random random, int length) =>
        Array.ConvertAll(Samples.Extremes(random, length, -128, 127), value => (sbyte)value);
}
