using Agent.Commands;
using Agent.Import.Onnx;
using Agent.Training;
using Google.Protobuf;
using Inference;
using Inference.Format;
using Sensors.Imaging;
using static Agent.Tests.Import.Sketch;

namespace Agent.Tests.Import;

/// <summary><c>vigie import</c> as it is typed.</summary>
public sealed class ImportCommandTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("vigie").FullName;
    private readonly Sketch _sketch = new(1, 8, 8);

    public void Dispose() => Directory.Delete(_folder, true);

    [Fact]
    public async Task A_model_becomes_a_file_that_runs_with_the_classes_given()
    {
        string model = Write(_sketch.Model(_sketch.Dense(_sketch.Relu(_sketch.Conv(Input, 1, 4, 3)), 256, 3)));
        string[] import = ["import", model, "--as", "float", "--classes", "nothing,person,vehicle", "--mean", "0.5", "--std", "0.25"];
        Assert.Equal(ExitCode.Ok, await CommandLine.Invoke(import));
        Network network = Network.Read(Path.ChangeExtension(model, ".safetensors"));
        Assert.Equal(["nothing", "person", "vehicle"], network.Classes);
        AffineDefinition pixels = Assert.IsType<AffineDefinition>(network.Definition.Stages[0].Layers[0]);
        Assert.Equal(1 / 255f / 0.25f, pixels.Factors[0], 1e-9f);
        Assert.Equal(-2, pixels.Offsets[0]);
    }

    [Fact]
    public async Task Int8_takes_its_ranges_from_pictures_of_any_class()
    {
        string model = Write(_sketch.Model(_sketch.Dense(_sketch.Relu(_sketch.Conv(Input, 1, 4, 3)), 256, 3)));
        Directory.CreateDirectory(Path.Combine(_folder, "pictures"));
        byte[] luma = [.. Enumerable.Range(0, 64).Select(i => (byte)(i * 4))];
        File.WriteAllBytes(Path.Combine(_folder, "pictures", "a.jpg"), Jpeg.EncodeLuma(luma, 8, 8, 95));
        string output = Path.Combine(_folder, "small.safetensors");
        string[] import = ["import", model, "--as", "int8", "--out", output];
        Assert.Equal(ExitCode.Data, await CommandLine.Invoke(import));
        Assert.False(File.Exists(output));
        Assert.Equal(ExitCode.Ok, await CommandLine.Invoke([.. import, "--data", Path.Combine(_folder, "pictures")]));
        Assert.Contains(Network.Read(output).Definition.Stages[0].Layers, layer => layer is Int8ConvDefinition);
    }

    [Fact]
    public async Task A_model_that_cannot_be_imported_leaves_the_old_file_and_nothing_beside_it()
    {
        string model = Write(_sketch.Model(_sketch.Dense(_sketch.Node("Tanh", [Input]), 64, 3)));
        string output = Path.Combine(_folder, "out.safetensors");
        await File.WriteAllTextAsync(output, "what was there", TestContext.Current.CancellationToken);
        Assert.Equal(ExitCode.Data, await CommandLine.Invoke(["import", model, "--as", "float", "--out", output]));
        Assert.Equal("what was there", await File.ReadAllTextAsync(output, TestContext.Current.CancellationToken));
        Assert.Equal(2, Directory.GetFiles(_folder).Length);
    }

    [Theory]
    [InlineData(ExitCode.Usage, "--as", "int4")]
    [InlineData(ExitCode.Usage, "--as", "float", "--std", "0")]
    [InlineData(ExitCode.Usage, "--as", "float", "--mean", "dark")]
    [InlineData(ExitCode.Usage, "--as", "float", "--scale", "0")]
    [InlineData(ExitCode.Data, "--as", "float", "--mean", "1,2,3")]
    [InlineData(ExitCode.Data, "--as", "float", "--classes", "a,b")]
    [InlineData(ExitCode.Data, "--as", "float", "--exits", "nowhere")]
    [InlineData(ExitCode.NoInput, "--as", "int8", "--data", "/nowhere")]
    public async Task What_cannot_work_ends_with_the_documented_code(int code, params string[] options)
    {
        string model = Write(_sketch.Model(_sketch.Dense(_sketch.Conv(Input, 1, 4, 3), 256, 3)));
        Assert.Equal(code, await CommandLine.Invoke(["import", model, .. options]));
    }

    [Fact]
    public async Task A_file_that_is_not_there_is_said_to_be_missing() =>
        Assert.Equal(ExitCode.NoInput, await CommandLine.Invoke(["import", Path.Combine(_folder, "none.onnx"), "--as", "float"]));

    [Fact]
    public void Pictures_without_labels_are_read_from_any_folder()
    {
        foreach (string name in new[] { "a.jpg", "x/b.jpg", "x/y/c.jpg" })
        {
            Directory.CreateDirectory(Path.GetDirectoryName(Path.Combine(_folder, name))!);
            File.WriteAllBytes(Path.Combine(_folder, name), Jpeg.EncodeLuma(new byte[64], 8, 8, 95));
        }

        Assert.Equal(3, LabelledImages.Read(new DataSelection(_folder, null, null, []), null, new InputShape(8, 8, 1)).Images.Count);
    }

    private string Write(ModelProto model)
    {
        string file = Path.Combine(_folder, "model.onnx");
        File.WriteAllBytes(file, model.ToByteArray());
        return file;
    }
}
