using Inference.Gating;

namespace Inference.Tests.Gating;

public class SigmaDeltaTests
{
    [Theory]
    [InlineData(1, 5)]
    [InlineData(2, 3)]
    [InlineData(31, 4)]
    [InlineData(33, 3)]
    [InlineData(34, 3)]
    [InlineData(67, 7)]
    [InlineData(129, 5)]
    [InlineData(257, 3)]
    public void Vectors_say_what_the_scalar_definition_says(int width, int height)
    {
        Random random = new(width);
        byte[] image = Bytes(random, width * height);
        byte[] mean = Near(random, image);
        byte[] variance = Bytes(random, image.Length, 60);
        byte[] change = new byte[image.Length];
        byte[] expected = new byte[image.Length];
        int count = SigmaDelta.Detect(image, mean, variance, width, height, 12, change);
        int expectedCount = 0;
        for (int y = 0; y < height; y++)
        {
            RowTriple rows = new(Row(mean, Math.Max(0, y - 1)), Row(mean, y), Row(mean, Math.Min(height - 1, y + 1)));
            expectedCount += SigmaDelta.DetectScalar(Row(image, y), rows, Row(variance, y), 12, expected.AsSpan(y * width, width), 0, width);
        }

        Assert.Equal(expected, change);
        Assert.Equal(expectedCount, count);

        byte[] held = Masks(random, image.Length);
        byte[] mean2 = [.. mean];
        byte[] variance2 = [.. variance];
        UpdateSteps steps = new(2, 1, 3, 1, 2, 2, 56);
        SigmaDelta.Update(image, mean, variance, change, held, steps);
        SigmaDelta.UpdateScalar(image, mean2, variance2, change, held, steps, 0);
        Assert.Equal(mean2, mean);
        Assert.Equal(variance2, variance);

        ReadOnlySpan<byte> Row(byte[] plane, int y) => plane.AsSpan(y * width, width);
    }

    [Theory]
    [InlineData(2, 2)]
    [InlineData(65, 3)]
    [InlineData(131, 5)]
    [InlineData(640, 4)]
    public void Halving_by_vectors_is_halving_by_the_definition(int width, int height)
    {
        byte[] picture = Bytes(new Random(height), width * height);
        byte[] halved = new byte[(width / 2) * (height / 2)];
        byte[] expected = new byte[halved.Length];
        Reduction.Halve(picture, width, height, halved);
        for (int y = 0; y < height / 2; y++)
        {
            Reduction.HalveScalar(
                picture.AsSpan(2 * y * width, width), picture.AsSpan(((2 * y) + 1) * width, width), expected.AsSpan(y * (width / 2), width / 2), 0);
        }

        Assert.Equal(expected, halved);
        Reduction.Halve(picture, width, height, picture);
        Assert.Equal(expected, picture[..expected.Length]);
    }

    [Fact]
    public void The_mean_settles_at_the_median_of_what_is_seen()
    {
        byte[] mean = [0];
        byte[] variance = [10];
        UpdateSteps steps = new(1, 1, 1, 1, 2, 2, 56);
        for (int frame = 0; frame < 900; frame++)
            SigmaDelta.UpdateScalar([frame % 3 == 0 ? (byte)200 : (byte)80], mean, variance, [0], [0], steps, 0);
        Assert.InRange(mean[0], 79, 81);
    }

    private static byte[] Bytes(Random random, int count, int limit = 256)
    {
        byte[] bytes = new byte[count];
        for (int i = 0; i < count; i++)
            bytes[i] = (byte)random.Next(limit);
        return bytes;
    }

    private static byte[] Near(Random random, byte[] image)
    {
        byte[] near = new byte[image.Length];
        for (int i = 0; i < near.Length; i++)
            near[i] = (byte)Math.Clamp(image[i] + random.Next(-70, 71), 0, 255);
        return near;
    }

    private static byte[] Masks(Random random, int count)
    {
        byte[] masks = new byte[count];
        for (int i = 0; i < count; i++)
            masks[i] = random.Next(3) == 0 ? (byte)255 : (byte)0;
        return masks;
    }
}
