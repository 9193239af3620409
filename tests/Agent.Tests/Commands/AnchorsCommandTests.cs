using Agent.Commands;
using Agent.Training;
using Inference;
using Inference.Format;
using Sensors.Imaging;
using Sensors.Simulation;

namespace Agent.Tests.Commands;

/// <summary><c>vigie anchors</c> from what it reads to the file it writes, which always is the same network.</summary>
public sealed class AnchorsCommandTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("vigie").FullName;

    public void Dispose() => Directory.Delete(_folder, true);

    [Fact]
    public async Task Simulated_ones_are_of_the_classes_in_turn_and_others_with_another_seed()
    {
        NetworkDefinition first = await Anchored("first", "--simulated", "20"), again = await Anchored("again", "--simulated", "20"), other = await Anchored("other", "--simulated", "20", "--seed", "2");
        AnchorSet set = Assert.IsType<AnchorSet>(AnchorSet.Of(first));
        Assert.Equal(Enumerable.Range(0, 20).Select(i => i % 3), Enumerable.Range(0, set.Count).Select(set.Label));
        Assert.Equal(first.Anchors, again.Anchors);
        Assert.NotEqual(Pictures(first), Pictures(other));
        Assert.All(Pictures(first).SelectMany(picture => picture), pixel => Assert.Equal(4, pixel % 8));
    }

    [Fact]
    public async Task Taken_away_again_the_file_is_that_of_the_bare_network()
    {
        await Anchored("anchored", "--simulated", "4");
        NetworkDefinition bare = await Anchored("bare", "--model", Named("anchored"), "--remove");
        Assert.Null(bare.Anchors);
        using MemoryStream expected = new();
        NetworkDefinition shipped = ShippedNetwork.Read(null).Definition;
        ModelFile.Write(shipped with { Anchors = null, Notes = shipped.Notes.Where(note => note.Key != "anchors").ToDictionary() }, expected);
        Assert.Equal(expected.ToArray(), File.ReadAllBytes(Named("bare")));
    }

    [Fact]
    public async Task Of_data_one_picture_a_track_is_taken()
    {
        byte[] crop = new byte[64 * 64];
        List<string> index = ["class,file,track"];
        for (int i = 0; i < 12; i++)
        {
            TrainingScenes.Render(i, i % 2 == 0 ? SceneClass.Person : null, crop, 64);
            File.WriteAllBytes(Path.Combine(_folder, $"{i}.jpg"), Jpeg.EncodeLuma(crop, 64, 64, 95));
            index.Add($"{(i % 2 == 0 ? "person" : "nothing")},{i}.jpg,{(i < 6 ? $"walk{i % 2}" : $"seen{i}")}");
        }

        string path = Path.Combine(_folder, "index.csv");
        File.WriteAllLines(path, index);
        // Two tracks of three pictures, and six of one.
        NetworkDefinition network = await Anchored("all", "--data", path, "--levels", "256");
        Assert.Equal(8, AnchorSet.Of(network)?.Count);
        LabelledImages images = LabelledImages.Read(new DataSelection(path, null, null, []), network.Classes, network.Input);
        Assert.All(Pictures(network), picture => Assert.Contains(images.Images, image => image.Pixels.AsSpan().SequenceEqual(picture)));
        Assert.Equal(4, AnchorSet.Of(await Anchored("some", "--data", path, "--samples", "4"))?.Count);
        Assert.Equal(ExitCode.Data, await CommandLine.Invoke(["anchors", "--data", path, "--samples", "9", "--out", Named("none")]));
        Assert.False(File.Exists(Named("none")));
    }

    private string Named(string name) => Path.Combine(_folder, $"{name}.safetensors");

    private async Task<NetworkDefinition> Anchored(string name, params string[] arguments)
    {
        Assert.Equal(ExitCode.Ok, await CommandLine.Invoke(["anchors", .. arguments, "--out", Named(name)]));
        Network network = Network.Read(Named(name));
        Assert.Equal(ShippedNetwork.Read(null).FunctionHash, network.FunctionHash);
        return network.Definition;
    }

    private static List<byte[]> Pictures(NetworkDefinition network)
    {
        List<byte[]> pictures = [];
        using AnchorReader? reader = AnchorSet.Of(network)?.Open();
        for (byte[] picture = new byte[network.Input.Length]; reader is not null && reader.Read(picture, out _); picture = new byte[network.Input.Length])
            pictures.Add(picture);
        return pictures;
    }
}
