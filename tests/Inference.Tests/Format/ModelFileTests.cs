using Inference.Format;

namespace Inference.Tests.Format;

public sealed class ModelFileTests
{
    [Fact]
    public void What_is_written_is_read_again_to_the_last_bit()
    {
        NetworkDefinition definition = Samples.Network(41, new InputShape(32, 32, 3), 24, ExitPolicyKind.Entropy) with
        {
            Name = "Überblick \"9\"",
            Classes = ["rien", "人", "véhicule"],
        };
        byte[] file = Samples.File(definition);
        NetworkDefinition read = ModelFile.Read(file);
        Assert.Equal(file, Samples.File(read));
        Assert.Equal(definition.Name, read.Name);
        Assert.Equal(definition.Input, read.Input);
        Assert.Equal(definition.Classes, read.Classes);
        Assert.Equal(definition.Policy, read.Policy);
        Assert.Equal(definition.Notes, read.Notes);
        Assert.Equal(new Network(definition).Hash, new Network(read).Hash);
        ByteConvDefinition conv = Assert.IsType<ByteConvDefinition>(read.Stages[0].Layers[1]);
        Assert.Equal(((ByteConvDefinition)definition.Stages[0].Layers[1]).Weights, conv.Weights);
        using MemoryStream stream = new(file);
        Assert.Equal(file, Samples.File(ModelFile.Read(stream)));
    }

    [Fact]
    public void Anchors_come_back_and_leave_every_hash_of_the_network_as_it_is()
    {
        NetworkDefinition bare = Samples.Network(45, new InputShape(28, 28, 1), 16), anchored = Samples.WithAnchors(bare, 7);
        NetworkDefinition read = ModelFile.Read(Samples.File(anchored));
        Assert.Equal(anchored.Anchors, read.Anchors);
        Assert.Equal(7, AnchorSet.Of(read)?.Count);
        Assert.Equal(Samples.File(bare), Samples.File(read with { Anchors = null }));
        Assert.Null(ModelFile.Read(Samples.File(bare)).Anchors);
        Assert.Null(AnchorSet.Of(bare));
        Assert.Equal(TensorHash.Of(bare), TensorHash.Of(read));
        Assert.Equal(TensorHash.OfFunction(bare), TensorHash.OfFunction(read));
        Assert.Equal(TensorHash.OfModel(bare), TensorHash.OfModel(read));
    }

    [Fact]
    public void A_network_from_a_file_answers_as_the_one_that_was_written()
    {
        NetworkDefinition definition = Samples.Network(42, new InputShape(28, 28, 1), 16);
        string path = Path.GetTempFileName();
        try
        {
            File.WriteAllBytes(path, Samples.File(definition));
            Network written = new(definition);
            Network read = Network.Read(path);
            byte[] image = Samples.Array<byte>(new Random(43), definition.Input.Length);
            Assert.Equal(written.Run(image, written.CreateWorkspace()), read.Run(image, read.CreateWorkspace()));
            Assert.Equal(written.Hash, read.Hash);
        }
        finally
        {
            File.Delete(path);
        }
    }

    [Fact]
    public void Tensors_start_at_multiples_of_64()
    {
        byte[] file = Samples.File(Samples.Network(44, new InputShape(28, 28, 1), 5));
        int header = (int)BitConverter.ToInt64(file);
        Assert.Equal(0, (header + 8) % 64);
        ModelHeader parsed = HeaderReader.Read(file.AsSpan(8, header), 8);
        Assert.Equal(32, parsed.Tensors.Count);
        Assert.All(parsed.Tensors.Values, tensor => Assert.Equal(0, tensor.Begin % 64));
        Assert.Equal(file.Length - 8 - header, parsed.Tensors.Values.Max(tensor => tensor.End));
    }

    [Fact]
    public void A_definition_that_contradicts_itself_is_not_written()
    {
        using MemoryStream stream = new();
        NetworkDefinition network = Samples.Smallest();
        Assert.Throws<ModelFormatException>(() => ModelFile.Write(network with { Classes = ["only"] }, stream));
        Assert.Throws<ModelFormatException>(() => ModelFile.Write(network with { Anchors = [1, 0, 0, 0, 2, 0, 0] }, stream));
        Assert.Equal(0, stream.Length);
    }

    [Fact]
    public void A_fault_names_the_file()
    {
        ModelFormatException fault = Assert.Throws<ModelFormatException>(() => Network.Read([1, 2, 3], "yard.safetensors"));
        Assert.Contains("3 bytes (in yard.safetensors)", fault.Message, StringComparison.Ordinal);
    }
}
