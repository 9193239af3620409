using Sensors.Cameras;
using Sensors.Tests.Support;

namespace Sensors.Tests.Cameras;

public sealed class MjpegReaderTests
{
    private static readonly byte[] First = Some.Jpeg(48, 32, seed: 1);
    private static readonly byte[] Second = Some.Jpeg(64, 40, seed: 2);
    private static readonly byte[] Third = Some.Jpeg(48, 32, seed: 3);

    [Fact]
    public void Pictures_end_to_end_come_out_byte_for_byte()
    {
        (List<byte[]> pictures, List<string> damage) = ReadAll([.. First, .. Second, .. Third]);
        Assert.Equal([First, Second, Third], pictures);
        Assert.Empty(damage);
    }

    [Fact]
    public void A_thumbnail_within_a_picture_does_not_end_it()
    {
        byte[] picture = Some.WithThumbnail(First, Second);
        (List<byte[]> pictures, List<string> damage) = ReadAll([.. picture, .. Third]);
        Assert.Equal([picture, Third], pictures);
        Assert.Empty(damage);
    }

    [Fact]
    public void Garbage_between_pictures_is_counted_once_and_passed_over()
    {
        (List<byte[]> pictures, List<string> damage) = ReadAll([.. First, .. "HTTP/1.1 and other talk"u8, 0xFF, 0xD9, .. Second]);
        Assert.Equal([First, Second], pictures);
        Assert.Contains("25 bytes", Assert.Single(damage), StringComparison.Ordinal);
    }

    [Fact]
    public void Zero_bytes_between_pictures_are_padding()
    {
        (List<byte[]> pictures, List<string> damage) = ReadAll([0, .. First, 0, 0, 0, .. Second, 0]);
        Assert.Equal([First, Second], pictures);
        Assert.Empty(damage);
    }

    [Fact]
    public void A_picture_that_breaks_off_in_its_pixels_does_not_take_the_next_with_it()
    {
        (List<byte[]> pictures, List<string> damage) = ReadAll([.. First, .. Second[..^20], .. Third]);
        Assert.Equal([First, Third], pictures);
        Assert.Contains("picture 1,", Assert.Single(damage), StringComparison.Ordinal);
    }

    [Fact]
    public void Wherever_a_picture_breaks_off_the_one_after_the_next_is_whole()
    {
        for (int length = 3; length < First.Length; length += 7)
        {
            (List<byte[]> pictures, List<string> damage) = ReadAll([.. First[..length], .. Second, .. Third]);
            Assert.Equal(Third, pictures[^1]);
            Assert.NotEmpty(damage);
        }
    }

    [Fact]
    public void A_stream_that_ends_within_a_picture_says_so_and_ends()
    {
        (List<byte[]> pictures, List<string> damage) = ReadAll([.. First, .. Second[..^1]]);
        Assert.Equal([First], pictures);
        Assert.Contains("ends within", Assert.Single(damage), StringComparison.Ordinal);
    }

    [Fact]
    public void A_picture_without_end_does_not_take_all_memory()
    {
        byte[] endless = [.. First[..^2], .. new byte[200_000]];
        (List<byte[]> pictures, List<string> damage) = ReadAll([.. endless, .. Second], mostBytes: 65536);
        Assert.Equal([Second], pictures);
        Assert.Contains("longer than 65536", Assert.Single(damage), StringComparison.Ordinal);
    }

    [Fact]
    public void Random_bytes_end()
    {
        byte[] noise = new byte[100_000];
        new Random(3).NextBytes(noise);
        (_, List<string> damage) = ReadAll(noise);
        Assert.NotEmpty(damage);
    }

    private static (List<byte[]> Pictures, List<string> Damage) ReadAll(byte[] stream, int mostBytes = 1 << 20)
    {
        MjpegReader reader = new(new DripStream(stream), mostBytes);
        List<byte[]> pictures = [];
        List<string> damage = [];
        while (true)
        {
            try
            {
                if (!reader.TryRead(out ReadOnlySpan<byte> jpeg))
                    return (pictures, damage);
                pictures.Add(jpeg.ToArray());
            }
            catch (CameraException fault)
            {
                Assert.True(fault.IsOneFrame);
                damage.Add(fault.Message);
            }
        }
    }
}
