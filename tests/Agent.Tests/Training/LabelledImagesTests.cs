using System.Buffers.Binary;
using System.IO.Compression;
using Agent.Training;
using Inference;
using Sensors.Imaging;

namespace Agent.Tests.Training;

public sealed class LabelledImagesTests : IDisposable
{
    private static readonly InputShape Shape = new(8, 8, 1);
    private readonly string _folder = Directory.CreateTempSubdirectory("vigie").FullName;

    public void Dispose() => Directory.Delete(_folder, true);

    [Fact]
    public void Class_folders_give_their_name_and_an_unknown_one_is_left_out_by_name()
    {
        Image("person/a.jpg", 8, 200);
        Image("person/deep/b.jpg", 8, 200);
        Image("nothing/c.jpg", 8, 10);
        Image("animal/d.jpg", 8, 10);
        LabelledImages read = Read(_folder);
        Assert.Equal([0, 1, 1], read.Images.Select(image => image.Label));
        Assert.Equal(1, read.UnknownClasses["animal"]);
        Assert.Empty(read.Damaged);
    }

    [Fact]
    public void A_picture_of_another_size_is_stretched_and_a_damaged_one_is_named()
    {
        Image("person/large.jpg", 32, 200);
        File.WriteAllBytes(Path.Combine(_folder, "person/broken.jpg"), [0xFF, 0xD8, 1, 2, 3]);
        LabelledImages read = Read(_folder);
        LabelledImage image = Assert.Single(read.Images);
        Assert.All(image.Pixels, pixel => Assert.InRange(pixel, 190, 210));
        Assert.Contains("broken.jpg", Assert.Single(read.Damaged), StringComparison.Ordinal);
    }

    [Fact]
    public void An_index_is_chosen_from_by_part_and_source()
    {
        foreach (string name in new[] { "a", "b", "c", "d" })
            Image($"x/{name}.jpg", 8, 100);
        File.WriteAllText(Path.Combine(_folder, "index.csv"), "part,class,file,source\ntrain,person,x/a.jpg,one\ntrain,nothing,x/b.jpg,two\ntest,person,x/c.jpg,one\ntest,person,x/d.jpg,two\n");
        string index = Path.Combine(_folder, "index.csv");
        Assert.Equal(4, Read(index).Images.Count);
        Assert.Equal(2, Read(index, part: "train").Images.Count);
        Assert.Equal("two", Assert.Single(Read(index, part: "train", except: ["one"]).Images).Source);
        Assert.Equal("one", Assert.Single(Read(index, part: "test", only: "one").Images).Source);
    }

    [Fact]
    public void A_picture_whose_track_is_empty_has_none()
    {
        foreach (string name in new[] { "a", "b", "c" })
            Image($"x/{name}.jpg", 8, 100);
        string index = Path.Combine(_folder, "index.csv");
        File.WriteAllText(index, "class,file,track\nperson,x/a.jpg,7\nperson,x/b.jpg,\nnothing,x/c.jpg,\n");
        Assert.Equal(["7", null, null], Read(index).Images.Select(image => image.Group));
    }

    [Theory]
    [InlineData("part,file\ntrain,x.jpg\n", "expected one named class")]
    [InlineData("class,file\nperson\n", "line 2: found 1 fields, expected 2")]
    [InlineData("", "expected one named class")]
    public void An_index_that_makes_no_sense_is_refused_with_the_place(string text, string reason)
    {
        string index = Path.Combine(_folder, "index.csv");
        File.WriteAllText(index, text);
        Assert.Contains(reason, Assert.Throws<DataException>(() => Read(index)).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Idx_files_give_the_bytes_written_plain_or_gz(bool isPacked)
    {
        byte[] pixels = [.. Enumerable.Range(0, 128).Select(i => (byte)i)];
        Write("t10k-images-idx3-ubyte", [.. Header(0x803, 2, 8, 8), .. pixels], isPacked);
        Write("t10k-labels-idx1-ubyte", [.. Header(0x801, 2), 1, 0], isPacked);
        LabelledImages read = Read(_folder);
        Assert.Equal([1, 0], read.Images.Select(image => image.Label));
        Assert.Equal(pixels, read.Images.SelectMany(image => image.Pixels));
    }

    /// <summary>A picture of the network's size as it is, a larger one stretched, each colour by itself; luma is untouched by this.</summary>
    [Fact]
    public void A_network_of_three_channels_gets_red_green_and_blue()
    {
        byte[] Flat(int side) => [.. Enumerable.Range(0, side * side).SelectMany(_ => new byte[] { 200, 100, 50 })];
        foreach (int side in new[] { 8, 24 })
        {
            Directory.CreateDirectory(Path.Combine(_folder, "person"));
            using Stream png = File.Create(Path.Combine(_folder, $"person/{side}.png"));
            new StbImageWriteSharp.ImageWriter().WritePng(Flat(side), side, side, StbImageWriteSharp.ColorComponents.RedGreenBlue, png);
        }

        DataSelection all = new(_folder, null, null, []);
        LabelledImages read = LabelledImages.Read(all, ["nothing", "person"], Shape with { Channels = 3 });
        Assert.Equal(2, read.Images.Count);
        Assert.All(read.Images, image => Assert.Equal(Flat(8), image.Pixels));
        Assert.All(Read(_folder).Images, image => Assert.Equal(64, image.Pixels.Length));
        Assert.Contains("4 channels", Assert.Throws<DataException>(() => LabelledImages.Read(all, null, Shape with { Channels = 4 })).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Grey_idx_files_are_no_data_for_a_network_of_colours()
    {
        Write("t10k-images-idx3-ubyte", [.. Header(0x803, 1, 8, 8), .. new byte[64]], false);
        Write("t10k-labels-idx1-ubyte", [.. Header(0x801, 1), 1], false);
        DataSelection all = new(_folder, null, null, []);
        Assert.Contains("3 channels", Assert.Throws<DataException>(() => LabelledImages.Read(all, null, Shape with { Channels = 3 })).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_number_of_samples_is_in_balance_and_a_smaller_one_is_its_beginning()
    {
        for (int i = 0; i < 9; i++)
            Image($"person/{i}.jpg", 8, (byte)(100 + (10 * i)));
        for (int i = 0; i < 3; i++)
            Image($"nothing/{i}.jpg", 8, (byte)(10 + (10 * i)));
        int[] Shades(int? count, ulong seed) => [.. LabelledImages.Read(new DataSelection(_folder, null, null, [], count, seed), ["nothing", "person"], Shape)
            .Images.Select(image => (int)image.Pixels[0])];
        int[] six = Shades(6, 1);
        Assert.Equal(3, six.Count(shade => shade < 90));
        Assert.Equal(six[..4], Shades(4, 1));
        Assert.Equal(2, six[..4].Count(shade => shade < 90));
        Assert.NotEqual(Shades(12, 1), Shades(12, 2));
        Assert.Equal(Shades(null, 1).Order(), Shades(12, 3).Order());
        Assert.Contains("found 12 pictures", Assert.Throws<DataException>(() => Shades(13, 1)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Idx_files_that_are_cut_short_or_of_another_shape_are_refused()
    {
        Write("t10k-labels-idx1-ubyte", [.. Header(0x801, 2), 1, 0], false);
        Write("t10k-images-idx3-ubyte", [.. Header(0x803, 2, 8, 8), .. new byte[100]], false);
        Assert.Contains("cut short", Assert.Throws<DataException>(() => Read(_folder)).Message, StringComparison.Ordinal);
        Write("t10k-images-idx3-ubyte", [.. Header(0x803, 2, 4, 8), .. new byte[64]], false);
        Assert.Contains("4×8", Assert.Throws<DataException>(() => Read(_folder)).Message, StringComparison.Ordinal);
        Write("t10k-images-idx3-ubyte", [1, 2, 3], false);
        Assert.Contains("expected 0x00000803", Assert.Throws<DataException>(() => Read(_folder)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Nothing_there_says_what_could_be() =>
        Assert.True(Assert.Throws<DataException>(() => Read(Path.Combine(_folder, "absent"))).IsMissing);

    private static LabelledImages Read(string path, string? part = null, string? only = null, string[]? except = null) =>
        LabelledImages.Read(new DataSelection(path, part, only, except ?? []), ["nothing", "person"], Shape);

    private void Image(string name, int side, byte grey)
    {
        string path = Path.Combine(_folder, name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        byte[] luma = new byte[side * side];
        Array.Fill(luma, grey);
        File.WriteAllBytes(path, Jpeg.EncodeLuma(luma, side, side, 95));
    }

    private void Write(string name, byte[] bytes, bool isPacked)
    {
        using Stream file = File.Create(Path.Combine(_folder, isPacked ? name + ".gz" : name));
        using Stream stream = isPacked ? new GZipStream(file, CompressionMode.Compress) : file;
        stream.Write(bytes);
    }

    private static byte[] Header(params int[] numbers)
    {
        byte[] bytes = new byte[numbers.Length * 4];
        for (int i = 0; i < numbers.Length; i++)
            BinaryPrimitives.WriteInt32BigEndian(bytes.AsSpan(i * 4), numbers[i]);
        return bytes;
    }
}
