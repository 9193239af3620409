using System.Buffers.Binary;
using System.IO.Compression;
using Inference;
using Inference.Format;
using Optimizers.Learning.Guarding;

namespace Optimizers.Tests.Learning.Guarding;

public sealed class AnchorSetTests
{
    private static readonly InputShape Shape = new(5, 7, 3);

    [Fact]
    public void What_is_packed_is_unpacked()
    {
        AnchorSet set = Some(40, 300);
        AnchorSet read = AnchorSet.Unpack(set.Pack(), Shape, 300);
        Assert.Equal((40, 300, Shape), (read.Count, read.Classes, read.Input));
        for (int i = 0; i < set.Count; i++)
        {
            Assert.Equal(set.Label(i), read.Label(i));
            Assert.True(set.Picture(i).SequenceEqual(read.Picture(i)));
        }
    }

    [Fact]
    public void Every_shortened_set_is_refused()
    {
        byte[] packed = Some(12, 10).Pack();
        // The last byte may hold the end mark of the stream alone: then all pictures are there.
        for (int length = 0; length < packed.Length - 1; length++)
            Assert.Throws<ModelFormatException>(() => AnchorSet.Unpack(packed[..length], Shape, 10));
    }

    [Fact]
    public void Changed_bytes_are_refused_or_give_a_set_within_bounds()
    {
        byte[] packed = Some(12, 10).Pack();
        Random random = new(5);
        for (int trial = 0; trial < 2000; trial++)
        {
            byte[] changed = [.. packed];
            changed[random.Next(changed.Length)] ^= (byte)(1 << random.Next(8));
            try
            {
                AnchorSet read = AnchorSet.Unpack(changed, Shape, 10);
                Assert.All(Enumerable.Range(0, read.Count), i => Assert.InRange(read.Label(i), 0, 9));
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
        byte[] packed = Some(12, 10).Pack();
        Assert.Equal("model file, byte 1000: found 0 anchors of 5×7×3, expected 1 to 16384, of 67108864 bytes together at most", Fault(With(packed, 0, 0), 10));
        Assert.Contains("16385 anchors", Fault(With(packed, 0, 16385), 10), StringComparison.Ordinal);
        Assert.Contains("-1 anchors", Fault(With(packed, 0, -1), 10), StringComparison.Ordinal);
        BinaryPrimitives.WriteUInt16LittleEndian(packed.AsSpan(4 + (2 * 3)), 10);
        Assert.Equal("model file, byte 1010: found the label 10 of anchor 3, expected 0 to 9", Fault(packed, 10));
        Assert.Throws<ModelFormatException>(() => new AnchorSet(Shape, 10, [10], new byte[105]));
        Assert.Throws<ModelFormatException>(() => new AnchorSet(Shape, 10, [1], new byte[104]));
        Assert.Throws<ModelFormatException>(() => new AnchorSet(new InputShape(512, 512, 4), 10, new int[65], []));
        Assert.Throws<ArgumentOutOfRangeException>(() => Some(2, 10).Picture(2));
    }

    /// <summary>16 MiB of zeros in some bytes: no more is unpacked than the pictures take, and one byte.</summary>
    [Fact]
    public void A_stream_of_more_than_the_pictures_is_refused()
    {
        using MemoryStream bomb = new();
        bomb.Write([1, 0, 0, 0, 0, 0]);
        using (DeflateStream deflate = new(bomb, CompressionLevel.SmallestSize, true))
            deflate.Write(new byte[1 << 24]);
        Assert.Equal("model file, byte 1006: found pictures of anchors of more than 105 bytes, expected 105", Fault(bomb.ToArray(), 10));
    }

    private static AnchorSet Some(int count, int classes)
    {
        Random random = new(count);
        byte[] pictures = new byte[count * Shape.Length];
        random.NextBytes(pictures);
        return new AnchorSet(Shape, classes, [.. Enumerable.Range(0, count).Select(_ => random.Next(classes))], pictures);
    }

    private static byte[] With(byte[] packed, int place, int value)
    {
        byte[] changed = [.. packed];
        BinaryPrimitives.WriteInt32LittleEndian(changed.AsSpan(place), value);
        return changed;
    }

    private static string Fault(byte[] packed, int classes) => Assert.Throws<ModelFormatException>(() => AnchorSet.Unpack(packed, Shape, classes, 1000)).Message;
}
