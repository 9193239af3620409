using Sensors.Cameras;
using Sensors.Tests.Support;

namespace Sensors.Tests.Cameras;

public sealed class PictureStatisticsTests
{
    [Theory]
    [InlineData(8, 8)]
    [InlineData(7, 5)]
    [InlineData(33, 3)]
    public void One_pixel_one_level_away_changes_the_hash(int width, int height)
    {
        byte[] luma = Some.Luma(width, height);
        ulong hash = PictureStatistics.Of(luma).Hash;
        for (int i = 0; i < luma.Length; i++)
        {
            luma[i] ^= 1;
            Assert.NotEqual(hash, PictureStatistics.Of(luma).Hash);
            luma[i] ^= 1;
        }

        Assert.Equal(hash, PictureStatistics.Of(luma).Hash);
    }

    [Fact]
    public void Exchanged_pixels_change_the_hash()
    {
        byte[] luma = new byte[64];
        HashSet<ulong> hashes = [];
        for (int i = 0; i < luma.Length; i++)
        {
            luma[i] = 200;
            hashes.Add(PictureStatistics.Of(luma).Hash);
            luma[i] = 0;
        }

        Assert.Equal(luma.Length, hashes.Count);
    }

    [Fact]
    public void Mean_and_spread_are_those_of_the_picture()
    {
        byte[] halves = new byte[13 * 1000];
        halves.AsSpan(halves.Length / 2).Fill(100);
        PictureStatistics picture = PictureStatistics.Of(halves);
        Assert.Equal(50, picture.Mean, 1e-9);
        Assert.Equal(50, picture.Spread, 1e-9);
    }
}
