using System.Buffers.Binary;
using System.IO.Compression;
using Inference.Format;

namespace Inference.Tests.Format;

public sealed class AnchorSetTests
{
    private static readonly InputShape Shape = new(5, 7, 3);

    [Fact]
    public void What_is_packed_is_unpacked_by_any_number_of_readers()
    {
        (byte[] packed, byte[][] pictures, int[] labels) = Some(40, 300);
        AnchorSet set = new(packed, Shape, 300);
        Assert.Equal((40, Shape, packed.Length), (set.Count, set.Input, set.Bytes));
        using AnchorReader first = set.Open(), second = set.Open();
        byte[] picture = new byte[Shape.Length], other = new byte[Shape.Length];
        Assert.True(second.Read(other, out _));
        for (int i = 0; i < set.Count; i++)
        {
            Assert.True(first.Read(picture, out int label));
            Assert.Equal((labels[i], labels[i]), (label, set.Label(i)));
            Assert.Equal(pictures[i], picture);
        }

        Assert.False(first.Read(picture, out int none));
        Assert.Equal(-1, none);
        Assert.Equal(pictures[^1], picture);
        Assert.Equal(pictures[0], other);
    }

    [Fact]
    public void Pictures_are_unpacked_into_the_callers_buffer_alone()
    {
        AnchorSet set = new(Some(300, 10).Packed, Shape, 10);
        using AnchorReader reader = set.Open();
        byte[] picture = new byte[Shape.Length];
        reader.Read(picture, out _);
        long before = GC.GetAllocatedBytesForCurrentThread();
        while (reader.Read(picture, out _))
        {
        }

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    /// <summary>A Huffman code takes at least a bit a byte, an eighth; noise it cannot make shorter, nor much longer.</summary>
    [Fact]
    public void Smooth_pictures_take_less_room_than_noise()
    {
        InputShape shape = new(32, 32, 1);
        using AnchorWriter smooth = new(shape, 2), noise = new(shape, 2);
        Random random = new(8);
        for (int i = 0; i < 10; i++)
        {
            int slope = i;
            smooth.Add([.. Enumerable.Range(0, shape.Length).Select(place => (byte)((slope * (place / 32)) + (3 * (place % 32))))], 0);
            noise.Add(Samples.Array<byte>(random, shape.Length), 1);
        }

        Assert.InRange(smooth.Finish().Length, 1, 10 * shape.Length / 4);
        Assert.InRange(noise.Finish().Length, 10 * shape.Length, 11 * shape.Length);
    }

    [Fact]
    public void Every_shortened_set_is_refused()
    {
        byte[] packed = Some(12, 10).Packed;
        // The last bytes may hold the end mark of the stream alone: then all pictures are there.
        for (int length = 0; length < packed.Length - 2; length++)
            Assert.Throws<ModelFormatException>(() => ReadAll(packed[..length]));
    }

    [Fact]
    public void Changed_bytes_are_refused_or_give_labels_within_bounds()
    {
        byte[] packed = Some(12, 10).Packed;
        Random random = new(5);
        for (int trial = 0; trial < 2000; trial++)
        {
            byte[] changed = [.. packed];
            changed[random.Next(changed.Length)] ^= (byte)(1 << random.Next(8));
            try
            {
                Assert.All(ReadAll(changed), label => Assert.InRange(label, 0, 9));
            }
            catch (ModelFormatException fault)
            {
                Assert.Contains("expected", fault.Message, StringComparison.Ordinal);
            }
        }
    }

    [Fact]
    public void Numbers_out_of_bounds_are_named_with_their_place()
    {
        byte[] packed = Some(12, 10).Packed;
        Assert.Equal("model file, byte 1000: found 0 anchors of 5×7×3, expected 1 to 16384, of 67108864 bytes together at most", Fault(With(packed, 0)));
        Assert.Contains("16385 anchors", Fault(With(packed, 16385)), StringComparison.Ordinal);
        Assert.Contains("-1 anchors", Fault(With(packed, -1)), StringComparison.Ordinal);
        Assert.Contains("65 anchors of 512×512×4", Assert.Throws<ModelFormatException>(() => new AnchorSet(With(packed, 65), new(512, 512, 4), 10)).Message, StringComparison.Ordinal);
        Assert.Contains("more than 28 for 12 labels", Fault(packed[..28]), StringComparison.Ordinal);
        BinaryPrimitives.WriteUInt16LittleEndian(packed.AsSpan(4 + (2 * 3)), 10);
        Assert.Equal("model file, byte 1010: found the label 10 of anchor 3, expected 0 to 9", Fault(packed));
        Assert.Throws<ArgumentOutOfRangeException>(() => new AnchorSet(Some(2, 10).Packed, Shape, 10).Label(2));
    }

    [Fact]
    public void A_writer_takes_only_what_a_reader_would()
    {
        using AnchorWriter writer = new(Shape, 10);
        Assert.Throws<ModelFormatException>(() => writer.Finish());
        Assert.Throws<ModelFormatException>(() => writer.Add(new byte[105], 10));
        Assert.Throws<ModelFormatException>(() => writer.Add(new byte[105], -1));
        Assert.Throws<ModelFormatException>(() => writer.Add(new byte[104], 1));
        writer.Add(new byte[105], 1);
        AnchorSet set = new(writer.Finish(), Shape, 10);
        using AnchorReader reader = set.Open();
        Assert.Throws<ArgumentException>(() => reader.Read(new byte[104], out _));
        using AnchorWriter large = new(new InputShape(512, 512, 4), 2);
        byte[] picture = new byte[1 << 20];
        for (int i = 0; i < 64; i++)
            large.Add(picture, 0);
        Assert.Throws<ModelFormatException>(() => large.Add(picture, 0));
    }

    /// <summary>16 MiB of zeros in some bytes: no more is unpacked than one picture takes, and one byte.</summary>
    [Fact]
    public void A_stream_of_more_than_the_pictures_is_refused()
    {
        using MemoryStream bomb = new();
        bomb.Write([1, 0, 0, 0, 0, 0]);
        using (DeflateStream deflate = new(bomb, CompressionLevel.SmallestSize, true))
            deflate.Write(new byte[1 << 24]);
        Assert.Equal("model: found more than the pictures of 1 anchors, expected the end of the set", Assert.Throws<ModelFormatException>(() => ReadAll(bomb.ToArray())).Message);
    }

    [Theory]
    [InlineData(1, 1, 1)]
    [InlineData(1, 9, 2)]
    [InlineData(9, 1, 3)]
    [InlineData(8, 6, 4)]
    public void Prediction_is_the_median_of_left_above_and_their_plane(int height, int width, int channels)
    {
        InputShape shape = new(height, width, channels);
        byte[] picture = Samples.Array<byte>(new Random(7), shape.Length), coded = [.. picture];
        PicturePrediction.Apply(coded, shape);
        for (int y = 0; y < height; y++)
        {
            for (int x = 0; x < width; x++)
            {
                for (int c = 0; c < channels; c++)
                {
                    int At(int row, int column) => picture[(((row * width) + column) * channels) + c];
                    int predicted = (y, x) switch
                    {
                        (0, 0) => 0,
                        (0, _) => At(0, x - 1),
                        (_, 0) => At(y - 1, 0),
                        _ => new[] { At(y, x - 1), At(y - 1, x), At(y, x - 1) + At(y - 1, x) - At(y - 1, x - 1) }.Order().ElementAt(1),
                    };
                    Assert.Equal((byte)(At(y, x) - predicted), coded[(((y * width) + x) * channels) + c]);
                }
            }
        }

        PicturePrediction.Undo(coded, shape);
        Assert.Equal(picture, coded);
    }

    private static (byte[] Packed, byte[][] Pictures, int[] Labels) Some(int count, int classes)
    {
        Random random = new(count);
        using AnchorWriter writer = new(Shape, classes);
        byte[][] pictures = [.. Enumerable.Range(0, count).Select(_ => Samples.Array<byte>(random, Shape.Length))];
        int[] labels = [.. Enumerable.Range(0, count).Select(_ => random.Next(classes))];
        for (int i = 0; i < count; i++)
            writer.Add(pictures[i], labels[i]);
        return (writer.Finish(), pictures, labels);
    }

    private static byte[] With(byte[] packed, int count)
    {
        byte[] changed = [.. packed];
        BinaryPrimitives.WriteInt32LittleEndian(changed, count);
        return changed;
    }

    private static List<int> ReadAll(byte[] packed)
    {
        List<int> labels = [];
        using AnchorReader reader = new AnchorSet(packed, Shape, 10).Open();
        byte[] picture = new byte[Shape.Length];
        while (reader.Read(picture, out int label))
            labels.Add(label);
        return labels;
    }

    private static string Fault(byte[] packed) => Assert.Throws<ModelFormatException>(() => new AnchorSet(packed, Shape, 10, 1000)).Message;
}
