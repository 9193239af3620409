using Inference.Gating;

namespace Inference.Tests.Gating;

public sealed class ShiftEstimateTests
{
    /// <summary>The wide picture has rows longer than sums of 16 bits can take at once.</summary>
    [Theory]
    [InlineData(97, 41)]
    [InlineData(20_011, 19)]
    public void A_shifted_picture_is_found_and_put_back(int width, int height)
    {
        Random random = new(91);
        byte[] mean = new byte[width * height];
        for (int index = 0; index < mean.Length; index++)
            mean[index] = (byte)(random.Next(2) * 255);
        byte[] image = new byte[mean.Length];
        byte[] back = new byte[mean.Length];
        foreach ((int dx, int dy) in new[] { (0, 0), (3, -3), (-2, 1), (1, 3), (-3, 0) })
        {
            ShiftEstimate.Undo(mean, width, height, -dx, -dy, image);
            ShiftEstimate.Find(image, mean, width, height, out int foundX, out int foundY);
            Assert.Equal((dx, dy), (foundX, foundY));
            ShiftEstimate.Undo(image, width, height, foundX, foundY, back);
            for (int y = 3; y < height - 3; y++)
                Assert.True(mean.AsSpan(y * width + 3, width - 6).SequenceEqual(back.AsSpan(y * width + 3, width - 6)));
        }
    }

    [Fact]
    public void A_picture_that_only_became_lighter_has_not_moved()
    {
        byte[] image = new byte[30 * 30];
        Array.Fill(image, (byte)255);
        ShiftEstimate.Find(image, new byte[image.Length], 30, 30, out int dx, out int dy);
        Assert.Equal((0, 0), (dx, dy));
    }
}
