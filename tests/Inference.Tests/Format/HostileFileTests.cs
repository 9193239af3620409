using System.Buffers.Binary;
using System.Text;
using Inference.Format;

namespace Inference.Tests.Format;

/// <summary>Files that are damaged or made to harm: each is refused with a place and a reason, by no other exception.</summary>
public sealed class HostileFileTests
{
    private static readonly byte[] Good = Samples.File(Samples.Smallest());
    private static readonly byte[] Anchored = Samples.File(Samples.WithAnchors(Samples.Smallest(), 5));
    private static readonly int HeaderEnd = 8 + (int)BitConverter.ToInt64(Good);
    private static readonly string Header = Encoding.UTF8.GetString(Good.AsSpan(8..HeaderEnd)).TrimEnd();

    [Fact]
    public void Every_truncation_is_refused()
    {
        foreach (byte[] whole in new[] { Good, Anchored })
        {
            for (int length = 0; length < whole.Length; length++)
                Refused(whole[..length]);
        }
    }

    [Fact]
    public void Every_changed_byte_is_refused()
    {
        Random random = new(51);
        foreach ((byte[] whole, int index) in new[] { Good, Anchored }.SelectMany(whole => Enumerable.Range(0, whole.Length).Select(index => (whole, index))))
        {
            foreach (byte change in new byte[] { 1, 0x20, 0x80, (byte)random.Next(1, 256) })
            {
                byte[] file = [.. whole];
                file[index] ^= change;
                ModelFormatException fault = Refused(file);
                Assert.InRange(fault.Offset, 0, file.Length);
            }
        }
    }

    [Fact]
    public void Every_single_byte_in_place_of_another_in_the_header_length_is_refused()
    {
        for (int index = 0; index < 8; index++)
        {
            for (int value = 0; value < 256; value++)
            {
                byte[] file = [.. Good];
                file[index] = (byte)value;
                if (value != Good[index])
                    Refused(file);
            }
        }
    }

    [Fact]
    public void More_bytes_at_the_end_are_refused() =>
        Assert.Contains("after the last tensor", Refused([.. Good, 0]).Found, StringComparison.Ordinal);

    /// <summary>Each with a right digest, so that the check named is the one that refuses.</summary>
    [Theory]
    [InlineData("\"data_offsets\":[0,1]", "\"data_offsets\":[0,9223372036854775807]", "from 0 to 9223372036854775807")]
    [InlineData("\"data_offsets\":[0,1]", "\"data_offsets\":[0,99999999999999999999]", "another number")]
    [InlineData("\"data_offsets\":[0,1]", "\"data_offsets\":[1,0]", "from 1 to 0")]
    [InlineData("\"data_offsets\":[0,1]", "\"data_offsets\":[-1,0]", "another number")]
    [InlineData("\"data_offsets\":[0,1]", "\"data_offsets\":[0,1.5]", "another number")]
    [InlineData("\"data_offsets\":[0,1]", "\"data_offsets\":[0]", "an incomplete tensor")]
    [InlineData("\"data_offsets\":[0,1]", "\"data_offsets\":[1,1]", "from 1 to 1")]
    [InlineData("\"data_offsets\":[0,1]", "\"data_offsets\":[0,65]", "overlapping")]
    [InlineData("\"data_offsets\":[0,1]", "\"data_offsets\":[0,2]", "in 2 bytes")]
    [InlineData("\"data_offsets\":[0,1]", "\"data_offsets\":[64,65]", "the byte 64 between tensors")]
    [InlineData("\"data_offsets\":[0,1]", "\"data_offsets\":[0,1],\"more\":1", "the key \"more\"")]
    [InlineData("\"shape\":[1,1,1,1]", "\"shape\":[1,1,1]", "of shape [1, 1, 1]")]
    [InlineData("\"shape\":[1,1,1,1]", "\"shape\":[1,1,1,9223372036854775807]", "of shape [1, 1, 1, 9223372036854775807]")]
    [InlineData("\"shape\":[1,1,1,1]", "\"shape\":[1,1,1,1,1,1,1,1,1]", "more than 8 numbers")]
    [InlineData("\"shape\":[1,1,1,1]", "\"shape\":1", "Number")]
    [InlineData("\"dtype\":\"I8\"", "\"dtype\":\"F64\"", "of dtype F64")]
    [InlineData("\"dtype\":\"I8\"", "\"dtype\":7", "Number")]
    [InlineData("\"dtype\":\"I8\"", "\"dtype\":\"I8\",\"dtype\":\"I8\"", "twice")]
    [InlineData("stage1.layer1.weights", "stage1.layer1.weight", "no tensor stage1.layer1.weights")]
    [InlineData("stage1.layer1.weights", "stage1.layer1.biases", "twice")]
    [InlineData("\"version\":\"1\"", "\"version\":\"2\"", "version \"2\"")]
    [InlineData("\"version\":\"1\"", "\"version\":1", "Number")]
    [InlineData("\"format\":\"vigie\"", "\"format\":\"pt\"", "the format \"pt\"")]
    [InlineData("\"format\":\"vigie\",", "", "metadata")]
    [InlineData("\"format\":\"vigie\"", "\"format\":\"vigie\",\"extra\":\"\"", "metadata")]
    [InlineData("\\\"kernel\\\":1", "\\\"kernel\\\":8", "kernel 8")]
    [InlineData("\\\"kernel\\\":1", "\\\"kernel\\\":2", "shape")]
    [InlineData("\\\"kernel\\\":1", "\\\"kernel\\\":1e0", "another number")]
    [InlineData("\\\"kernel\\\":1", "\\\"kernel\\\":1,\\\"kernel\\\":1", "twice")]
    [InlineData("\\\"kernel\\\":1", "\\\"kernel\\\":1,\\\"groups\\\":1", "the key \"groups\"")]
    [InlineData("\\\"kernel\\\":1,", "", "no number \"kernel\"")]
    [InlineData("\\\"output\\\":1", "\\\"output\\\":2147483647", "output 2147483647")]
    [InlineData("byte_conv", "round_conv", "the layer kind \"round_conv\"")]
    [InlineData("\\\"grid\\\":1", "\\\"grid\\\":512", "shape")]
    [InlineData("\\\"channels\\\":1", "\\\"channels\\\":2048", "shape")]
    [InlineData("\\\"threshold\\\":0", "\\\"threshold\\\":65538", "threshold 65538")]
    [InlineData("[1,1,1],\\\"classes\\\"", "[513,1,1],\\\"classes\\\"", "another number")]
    [InlineData("[1,1,1],\\\"classes\\\"", "[1,1],\\\"classes\\\"", "EndArray")]
    [InlineData("[1,1,1],\\\"classes\\\"", "[1,1,3],\\\"classes\\\"", "byte_conv of 1 channels")]
    [InlineData("\\\"policy\\\":\\\"top1\\\"", "\\\"policy\\\":\\\"best\\\"", "the policy \"best\"")]
    [InlineData("\\\"policy\\\":\\\"top1\\\",", "", "no key \"policy\"")]
    [InlineData("\\\"light\\\"", "\\\"dark\\\"", "the class \"dark\" twice")]
    [InlineData("\\\"light\\\"", "[[[[[[[[[[", "StartArray")]
    [InlineData("\\\"light\\\"", "\\\"\\ud800\\\"", "UTF-8")]
    public void A_header_that_does_not_hold_is_refused_for_that(string from, string to, string found)
    {
        Assert.Contains(from, Header, StringComparison.Ordinal);
        int at = Header.IndexOf(from, StringComparison.Ordinal);
        ModelFormatException fault = Refused(Sealed(Header[..at] + to + Header[(at + from.Length)..]));
        Assert.Contains(found, fault.Found, StringComparison.Ordinal);
        Assert.InRange(fault.Offset, 8, HeaderEnd + 1000);
    }

    [Fact]
    public void A_tensor_the_graph_does_not_ask_for_is_refused()
    {
        byte[] data = Good[HeaderEnd..];
        int end = (data.Length + 63) / 64 * 64;
        Array.Resize(ref data, end + 1);
        string more = Header[..^1] + $",\"stage9.weights\":{{\"dtype\":\"I8\",\"shape\":[1],\"data_offsets\":[{end},{end + 1}]}}}}";
        Assert.Contains("the tensor stage9.weights", Refused(Sealed(more, data)).Found, StringComparison.Ordinal);
    }

    /// <summary>With a right digest.</summary>
    [Theory]
    [InlineData("\"dtype\":\"U8\"", "\"dtype\":\"I8\"", "anchors of dtype I8")]
    [InlineData("\"anchors\":{\"dtype\":\"U8\",\"shape\":[", "\"anchors\":{\"dtype\":\"U8\",\"shape\":[1,", "anchors of shape [1, ")]
    [InlineData("\"anchors\":{\"dtype\":\"U8\",\"shape\":[", "\"anchors\":{\"dtype\":\"U8\",\"shape\":[1", "anchors in ")]
    [InlineData("\"anchors\":", "\"anchor\":", "the tensor anchor")]
    public void An_entry_of_anchors_that_does_not_hold_is_refused(string from, string to, string found)
    {
        (string header, byte[] data) = Parts(Anchored);
        Assert.Contains(from, header, StringComparison.Ordinal);
        Assert.Contains(found, Refused(Sealed(header.Replace(from, to, StringComparison.Ordinal), data)).Found, StringComparison.Ordinal);
    }

    [Fact]
    public void A_label_of_an_anchor_that_the_network_does_not_have_is_refused_at_its_byte()
    {
        (string header, byte[] data) = Parts(Anchored);
        int end = Anchored.Length - data.Length, begin = (int)HeaderReader.Read(Anchored.AsSpan(8, end - 8), 8).Tensors["anchors"].Begin;
        data[begin + 4 + (2 * 3)] = 2;
        ModelFormatException fault = Refused(Sealed(header, data));
        Assert.Equal((end + begin + 4 + (2 * 3), "the label 2 of anchor 3"), (fault.Offset, fault.Found));
    }

    [Theory]
    [InlineData("[")]
    [InlineData("{\"a\":")]
    [InlineData("{\"__metadata__\":")]
    [InlineData("{\"a\":{\"shape\":[")]
    public void Deep_nesting_is_refused(string opening)
    {
        foreach (int depth in new[] { 10, 50_000 })
            Refused(Sealed(string.Concat(Enumerable.Repeat(opening, depth))));
    }

    [Fact]
    public void A_header_of_a_million_tensors_is_refused()
    {
        StringBuilder header = new("{");
        for (int index = 0; header.Length < 900_000; index++)
            header.Append("\"t").Append(index).Append("\":{\"dtype\":\"I8\",\"shape\":[],\"data_offsets\":[0,0]},");
        Assert.Contains("more than", Refused(Sealed(header.ToString())).Found, StringComparison.Ordinal);
    }

    [Fact]
    public void A_gap_that_is_not_0_is_refused()
    {
        byte[] file = [.. Good];
        file[HeaderEnd + 5] = 9;
        ModelFormatException fault = Refused(file);
        Assert.Equal(HeaderEnd + 5, fault.Offset);
        Assert.Contains("the byte 9 between tensors", fault.Found, StringComparison.Ordinal);
    }

    [Fact]
    public void A_changed_weight_is_refused_by_the_digest()
    {
        byte[] file = [.. Good];
        file[HeaderEnd] ^= 1;
        Assert.Contains("content of SHA-256", Refused(file).Found, StringComparison.Ordinal);
    }

    [Fact]
    public void A_flip_that_is_neither_0_nor_1_is_refused()
    {
        NetworkDefinition small = Samples.Smallest();
        StageDefinition stage = small.Stages[0];
        byte[] file = Samples.File(small with { Stages = [stage with { Layers = [stage.Layers[0], new SignDefinition([0], [true])] }] });
        int end = 8 + (int)BitConverter.ToInt64(file);
        TensorEntry flips = HeaderReader.Read(file.AsSpan(8, end - 8), 8).Tensors["stage1.layer2.flips"];
        file[end + (int)flips.Begin] = 2;
        string header = Encoding.UTF8.GetString(file.AsSpan(8, end - 8)).TrimEnd();
        Assert.Contains("with the byte 2", Refused(Sealed(header, file[end..])).Found, StringComparison.Ordinal);
    }

    [Fact]
    public void Random_bytes_are_refused()
    {
        Random random = new(52);
        for (int trial = 0; trial < 2000; trial++)
            Refused(Samples.Array<byte>(random, random.Next(200)));
    }

    private static ModelFormatException Refused(byte[] file) => Assert.Throws<ModelFormatException>(() => ModelFile.Read(file));

    private static (string Header, byte[] Data) Parts(byte[] file)
    {
        int end = 8 + (int)BitConverter.ToInt64(file);
        return (Encoding.UTF8.GetString(file.AsSpan(8..end)).TrimEnd(), file[end..]);
    }

    private static byte[] Sealed(string header) => Sealed(header, Good[HeaderEnd..]);

    /// <summary>A file with this header and its digest put right.</summary>
    private static byte[] Sealed(string header, byte[] data)
    {
        byte[] text = Encoding.UTF8.GetBytes(header);
        int length = (text.Length + 8 + 63) / 64 * 64 - 8;
        byte[] file = new byte[8 + length + data.Length];
        BinaryPrimitives.WriteInt64LittleEndian(file, length);
        file.AsSpan(8, length).Fill((byte)' ');
        text.CopyTo(file, 8);
        data.CopyTo(file, 8 + length);
        ReadOnlySpan<byte> key = "\"sha256\":\""u8;
        int digest = file.AsSpan().IndexOf(key);
        if (digest < 0)
            return file;
        digest += key.Length;
        file.AsSpan(digest, 64).Fill((byte)'0');
        Sha256 hash = new();
        hash.Append(file);
        Encoding.ASCII.GetBytes(hash.Finish(), file.AsSpan(digest));
        return file;
    }
}
