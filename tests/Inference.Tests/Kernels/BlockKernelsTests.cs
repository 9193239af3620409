using Inference.Format;
using Inference.Kernels;

namespace Inference.Tests.Kernels;

/// <summary>
/// The law of float kernels: whatever the sizes, the bits of <see cref="PortableKernels"/>, which are those of a plain loop over the map; and
/// no read past the end.
/// </summary>
public abstract class BlockKernelsTests<TKernels>
    where TKernels : IKernels
{
    private static readonly (int Height, int Width)[] Sizes =
        [(1, 1), (1, 7), (2, 2), (3, 5), (4, 4), (5, 3), (7, 7), (8, 8), (9, 9), (6, 15), (5, 16), (16, 16), (4, 23), (3, 40), (2, 65)];

    private static readonly Window[] Windows =
    [
        Window.One, Window.Same(3), Window.Same(3, 2), Window.Same(1, 2), new(2, 3, 1, 1, 0, 0, 2), new(3, 1, 3, 0, 0, 2, 0), Window.Same(5),
    ];

    private static void SkipUnlessSupported() =>
        Assert.SkipUnless(TKernels.IsSupported, $"this machine has no {TKernels.Name}");

    [Fact]
    public void Convolutions_by_blocks_equal_the_definition_bit_for_bit()
    {
        SkipUnlessSupported();
        using GuardedMemory paddedPage = new(1 << 20);
        using GuardedMemory outputPage = new(1 << 20);
        Random random = new(1);
        foreach (PlanarShape shape in Shapes(random))
        {
            foreach (int block in new[] { 4, 8, 16 })
            {
                BlockRows rows = Blocks.Random(random, shape, block, random.Next(1, 36));
                float[] map = Blocks.Floats(random, shape.Channels * shape.Height * shape.Width);
                Span<float> padded = paddedPage.Place<float>(new float[shape.PaddedLength]);
                shape.Pad(map, padded);
                float[] expected = new float[rows.Outputs * shape.OutputPixels];
                PortableKernels.ConvolveBlocks(padded, rows, shape, expected);
                Span<float> found = outputPage.Place<float>(new float[expected.Length]);
                TKernels.ConvolveBlocks(padded, rows, shape, found);
                AssertSameBits(expected, found, $"{shape}, blocks of {block}");
            }
        }
    }

    [Fact]
    public void Where_the_padded_form_is_the_map_nothing_past_its_end_is_read()
    {
        SkipUnlessSupported();
        using GuardedMemory mapPage = new(1 << 20);
        Random random = new(2);
        foreach (PlanarShape shape in Shapes(random).Where(shape => shape.ReadsMap && shape.OutputPixels > 1))
        {
            BlockRows rows = Blocks.Random(random, shape, 4, random.Next(1, 9));
            Span<float> map = mapPage.Place<float>(Blocks.Floats(random, shape.Channels * shape.Height * shape.Width));
            float[] expected = new float[rows.Outputs * shape.OutputPixels];
            PortableKernels.ConvolveBlocks(map, rows, shape, expected);
            float[] found = new float[expected.Length];
            TKernels.ConvolveBlocks(map, rows, shape, found);
            AssertSameBits(expected, found, $"{shape}");
        }
    }

    [Fact]
    public void Dense_layers_by_blocks_equal_the_definition_bit_for_bit()
    {
        SkipUnlessSupported();
        using GuardedMemory inputPage = new(1 << 16);
        using GuardedMemory outputPage = new(1 << 12);
        Random random = new(3);
        foreach (int block in new[] { 4, 8, 16 })
        {
            for (int outputs = 1; outputs <= 130; outputs++)
            {
                PlanarShape shape = new(Window.One, random.Next(1, 200), 1, 1);
                BlockRows rows = Blocks.Random(random, shape, block, outputs);
                Span<float> input = inputPage.Place<float>(Blocks.Floats(random, shape.Channels));
                float[] expected = new float[outputs];
                PortableKernels.MultiplyBlocks(input, rows, expected);
                Span<float> found = outputPage.Place<float>(new float[outputs]);
                TKernels.MultiplyBlocks(input, rows, found);
                AssertSameBits(expected, found, $"{outputs} outputs of {shape.Channels}, blocks of {block}");
            }
        }
    }

    [Fact]
    public void Depthwise_convolutions_equal_the_definition_bit_for_bit()
    {
        SkipUnlessSupported();
        using GuardedMemory paddedPage = new(1 << 20);
        using GuardedMemory outputPage = new(1 << 20);
        Random random = new(4);
        foreach (PlanarShape shape in Shapes(random))
        {
            int area = shape.Window.Area;
            PlaneTaps taps = new(
                shape.Offsets([.. Enumerable.Range(0, area)]), Blocks.Floats(random, shape.Channels * area), Blocks.Floats(random, shape.Channels),
                0, random.Next(2) == 0 ? 6 : float.PositiveInfinity);
            Span<float> padded = paddedPage.Place<float>(new float[shape.PaddedLength]);
            shape.Pad(Blocks.Floats(random, shape.Channels * shape.Height * shape.Width), padded);
            float[] expected = new float[shape.Channels * shape.OutputPixels];
            PortableKernels.ConvolvePlanes(padded, taps, shape, expected);
            Span<float> found = outputPage.Place<float>(new float[expected.Length]);
            TKernels.ConvolvePlanes(padded, taps, shape, found);
            AssertSameBits(expected, found, $"{shape}");
        }
    }

    [Fact]
    public void Sums_of_bytes_by_blocks_are_exact_up_to_the_extremes()
    {
        SkipUnlessSupported();
        using GuardedMemory mapPage = new(1 << 16);
        using GuardedMemory sumPage = new(1 << 16);
        Random random = new(5);
        foreach (int block in new[] { 4, 8, 16 })
        {
            for (int outputs = 1; outputs <= 70; outputs++)
            {
                PlanarShape shape = new(Window.One, random.Next(1, 200), 1, 1);
                BlockRows floats = Blocks.Random(random, shape, block, outputs);
                short[] weights = Samples.Extremes(random, floats.Weights.Length, -128, 127);
                ByteBlockRows rows = ByteBlockRows.Of(block, floats.Starts, floats.Offsets, [.. weights.Select(weight => (sbyte)weight)]);
                Span<short> map = mapPage.Place<short>(Samples.Extremes(random, shape.Channels + 50, -128, 127));
                int[] starts = [.. Enumerable.Range(0, random.Next(1, 10)).Select(_ => random.Next(51))];
                starts[^1] = 50;
                int[] expected = new int[starts.Length * rows.Stride];
                PortableKernels.MultiplyByteBlocks(map, starts, rows, expected);
                Span<int> found = sumPage.Place<int>(Samples.Array<int>(random, expected.Length));
                TKernels.MultiplyByteBlocks(map, starts, rows, found);
                Assert.Equal(expected, found.ToArray());
            }
        }
    }

    private static IEnumerable<PlanarShape> Shapes(Random random)
    {
        foreach ((int height, int width) in Sizes)
        {
            foreach (Window window in Windows)
            {
                PlanarShape shape = new(window, random.Next(1, 9), height, width);
                if (height + window.Top + window.Bottom >= window.Height && width + window.Left + window.Right >= window.Width)
                    yield return shape;
            }
        }
    }

    private static void AssertSameBits(ReadOnlySpan<float> expected, ReadOnlySpan<float> found, string what)
    {
        for (int index = 0; index < expected.Length; index++)
        {
            if (BitConverter.SingleToInt32Bits(expected[index]) != BitConverter.SingleToInt32Bits(found[index]))
                Assert.Fail($"{what}: output {index} is {found[index]:R} and not {expected[index]:R}");
        }
    }
}
