using Inference.Gating;

namespace Inference.Tests.Gating;

public class ResamplerTests
{
    [Fact]
    public void A_box_of_the_size_wanted_is_copied_bit_for_bit()
    {
        byte[] picture = Picture(100, 80);
        byte[] crop = new byte[64 * 64];
        Resampler.Crop(picture, 100, 80, 20, 10, 64, 64, crop, 64, 64);
        for (int y = 0; y < 64; y++)
            Assert.Equal(picture.AsSpan(((y + 10) * 100) + 20, 64).ToArray(), crop.AsSpan(y * 64, 64).ToArray());
    }

    [Theory]
    [InlineData(200, 150)]
    [InlineData(23, 41)]
    [InlineData(1, 1)]
    [InlineData(640, 480)]
    public void The_filter_is_the_triangle_of_floating_point_to_within_two_grey_levels(int w, int h)
    {
        byte[] picture = Picture(640, 480);
        byte[] crop = new byte[64 * 64];
        Resampler.Crop(picture, 640, 480, 0, 0, w, h, crop, 64, 64);
        for (int y = 0; y < 64; y += 7)
        {
            for (int x = 0; x < 64; x += 5)
                Assert.InRange(crop[(y * 64) + x], Expected(picture, w, h, x, y) - 2, Expected(picture, w, h, x, y) + 2);
        }
    }

    [Fact]
    public void Outside_the_picture_the_edge_stands_in()
    {
        byte[] flat = new byte[32 * 32];
        Array.Fill(flat, (byte)77);
        byte[] crop = new byte[16 * 16];
        foreach ((int x, int y) in new[] { (-40, 3), (3, -40), (90, 90), (-8, -8), (20, 20) })
        {
            Resampler.Crop(flat, 32, 32, x, y, 20, 20, crop, 16, 16);
            Assert.All(crop, value => Assert.Equal(77, value));
        }
    }

    [Fact]
    public void Random_boxes_never_throw_and_never_leave_the_range_of_the_picture()
    {
        Random random = new(5);
        byte[] picture = new byte[90 * 70];
        for (int i = 0; i < picture.Length; i++)
            picture[i] = (byte)random.Next(50, 201);
        byte[] crop = new byte[48 * 40];
        for (int n = 0; n < 500; n++)
        {
            Resampler.Crop(
                picture, 90, 70, random.Next(-300, 300), random.Next(-300, 300), random.Next(1, 400), random.Next(1, 400), crop, 48, 40);
            Assert.All(crop, value => Assert.InRange(value, 50, 200));
        }
    }

    private static byte[] Picture(int width, int height)
    {
        Random random = new(3);
        byte[] picture = new byte[width * height];
        for (int i = 0; i < picture.Length; i++)
            picture[i] = (byte)((i % width / 9 * 20 + random.Next(60)) & 255);
        return picture;
    }

    private static int Expected(byte[] picture, int w, int h, int x, int y)
    {
        double total = 0;
        double sum = 0;
        double scaleX = Math.Max(1, w / 64.0);
        double scaleY = Math.Max(1, h / 64.0);
        for (int r = 0; r < h; r++)
        {
            double weightY = Math.Max(0, 1 - Math.Abs((r + 0.5 - ((y + 0.5) * h / 64)) / scaleY));
            for (int c = 0; c < w && weightY > 0; c++)
            {
                double weight = weightY * Math.Max(0, 1 - Math.Abs((c + 0.5 - ((x + 0.5) * w / 64)) / scaleX));
                total += weight;
                sum += weight * picture[(r * 640) + c];
            }
        }

        return (int)Math.Round(sum / total);
    }
}
