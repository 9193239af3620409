using Agent.Import;
using Agent.Import.Onnx;
using Google.Protobuf;
using static Agent.Tests.Import.Sketch;

namespace Agent.Tests.Import;

/// <summary>What is not supported is named with its place; what is damaged is refused; nothing crashes.</summary>
public sealed class RefusalTests
{
    private readonly Sketch _sketch = new(2, 6, 6);

    [Fact]
    public void An_operator_that_is_not_supported_is_named_with_its_position()
    {
        string x = _sketch.Node("HardSwish", [_sketch.Conv(Input, 2, 4, 3)]);
        Refused(_sketch.Model(_sketch.Dense(x, 144, 3)), "node 1 \"hardswish", "(HardSwish)", "not supported", "Relu");
    }

    [Fact]
    public void An_operator_that_no_exit_needs_does_not_matter()
    {
        string logits = _sketch.Dense(Input, 72, 3);
        _sketch.Node("ArgMax", [logits]);
        Assert.Single(Peer.Import(_sketch.Model(logits), Target.Float).Definition.Stages);
    }

    [Fact]
    public void An_operator_of_another_domain_is_not_taken_for_the_standards()
    {
        string logits = _sketch.Dense(Input, 72, 3);
        _sketch.Graph.Node[^1].Domain = "com.example";
        Refused(_sketch.Model(logits), "com.example.Gemm");
    }

    public static TheoryData<string, string> Attributes() => new()
    {
        { "dilations", "[2, 2]" },
        { "strides", "[1, 2]" },
        { "group", "group 2" },
        { "pads", "pads" },
        { "kernel_shape", "of the weights" },
        { "surprise", "the attribute surprise" },
    };

    [Theory]
    [MemberData(nameof(Attributes))]
    public void An_attribute_that_is_not_supported_is_named(string name, string found)
    {
        AttributeProto attribute = name switch
        {
            "dilations" => Ints(name, 2, 2),
            "strides" => Ints(name, 1, 2),
            "group" => Int(name, 2),
            "pads" => Ints(name, 3, 0, 0, 0),
            "kernel_shape" => Ints(name, 5, 5),
            _ => Int(name, 1),
        };
        string x = _sketch.Node("Conv", [Input, _sketch.Random(4, 2, 3, 3)], attribute);
        Refused(_sketch.Model(_sketch.Dense(x, 64, 3)), "node 0", "(Conv)", found);
    }

    [Fact]
    public void An_exit_that_is_not_there_is_named_with_the_outputs()
    {
        ModelProto model = _sketch.Model(_sketch.Dense(Input, 72, 3));
        ImportException fault = Assert.Throws<ImportException>(() => Peer.Import(model, Target.Float, null, "nowhere"));
        Assert.Contains("exit \"nowhere\"", fault.Message, StringComparison.Ordinal);
        Assert.Contains(model.Graph.Output[0].Name, fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Exits_of_different_numbers_of_classes_are_refused() =>
        Refused(_sketch.Model(_sketch.Dense(Input, 72, 4), _sketch.Dense(Input, 72, 3)), "4 logits", "3");

    [Fact]
    public void A_head_that_starts_in_two_places_is_refused()
    {
        string x = _sketch.Relu(_sketch.Conv(Input, 2, 2, 3));
        string early = _sketch.Dense(_sketch.Node("Add", [_sketch.Conv(Input, 2, 2, 3), x]), 72, 3);
        string last = _sketch.Dense(_sketch.Relu(_sketch.Conv(_sketch.Relu(x), 2, 2, 3)), 72, 3);
        Refused(_sketch.Model(early, last), "exit at", "2 maps of the trunk");
    }

    [Fact]
    public void Nodes_that_read_one_another_are_refused()
    {
        string x = _sketch.Relu(Input);
        string logits = _sketch.Dense(x, 72, 3);
        _sketch.Graph.Node[0].Input[0] = _sketch.Graph.Node[1].Output[0];
        Refused(_sketch.Model(logits), "node 0", "nothing before it gives");
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    [InlineData(long.MaxValue)]
    [InlineData(1L << 30)]
    public void An_input_of_impossible_size_is_refused(long size)
    {
        ModelProto model = _sketch.Model(_sketch.Dense(Input, 72, 3));
        model.Graph.Input[0].Type.TensorType.Shape.Dim[2].DimValue = size;
        Refused(model, "input \"picture\"");
    }

    [Theory]
    [InlineData(long.MaxValue, 2)]
    [InlineData(-1, 3)]
    [InlineData(1 << 20, 1 << 20)]
    [InlineData(3, 71)]
    public void A_tensor_whose_sizes_do_not_fit_its_bytes_is_refused(long rows, long columns)
    {
        ModelProto model = _sketch.Model(_sketch.Dense(Input, 72, 3));
        model.Graph.Initializer[0].Dims[0] = rows;
        model.Graph.Initializer[0].Dims[1] = columns;
        Refused(model, "tensor");
    }

    [Fact]
    public void A_weight_that_is_no_number_is_refused()
    {
        string logits = _sketch.Node(
            "Gemm", [_sketch.Node("Flatten", [Input]), _sketch.Floats([72, 2], [.. Enumerable.Repeat(float.NaN, 144)])]);
        Refused(_sketch.Model(logits), "(Gemm)", "not finite");
    }

    [Fact]
    public void Constants_that_would_grow_without_bound_are_refused()
    {
        string column = _sketch.Floats([65536, 1], new float[65536]), row = _sketch.Floats([1, 65536], new float[65536]);
        Refused(_sketch.Model(_sketch.Node("MatMul", [_sketch.Node("Flatten", [Input]), _sketch.Node("Add", [column, row])])), "(Add)", "at most");
    }

    [Fact]
    public void A_graph_of_endless_nodes_is_refused()
    {
        string x = Input;
        for (int i = 0; i < 5000; i++)
            x = _sketch.Relu(x);
        Refused(_sketch.Model(_sketch.Dense(x, 72, 3)), "5002 nodes");
    }

    [Fact]
    public void Weights_in_another_file_are_refused()
    {
        ModelProto model = _sketch.Model(_sketch.Dense(Input, 72, 3));
        model.Graph.Initializer[0].DataLocation = TensorProto.Types.DataLocation.External;
        Refused(model, "another file");
    }

    [Theory]
    [InlineData(6)]
    [InlineData(1000)]
    public void An_unknown_operator_set_is_refused(long version)
    {
        ModelProto model = _sketch.Model(_sketch.Dense(Input, 72, 3));
        model.OpsetImport[0].Version = version;
        ImportException fault = Assert.Throws<ImportException>(() => OnnxFile.Parse(model.ToByteArray(), "here"));
        Assert.Contains("operator set", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_that_is_cut_short_or_changed_never_crashes()
    {
        byte[] whole = _sketch.Model(_sketch.Dense(_sketch.MaxPool(_sketch.Relu(_sketch.Conv(Input, 2, 4, 3))), 36, 3)).ToByteArray();
        Random random = new(3);
        for (int length = 0; length < whole.Length; length += 1 + random.Next(40))
            Survives(whole[..length]);
        for (int i = 0; i < 2000; i++)
        {
            byte[] changed = [.. whole];
            for (int change = random.Next(1, 4); change > 0; change--)
                changed[random.Next(Math.Min(changed.Length, 600))] = (byte)random.Next(256);
            Survives(changed);
        }
    }

    [Fact]
    public void Messages_nested_without_end_are_refused()
    {
        // A tensor type within a type within …: field 1, length-delimited, again and again.
        byte[] bytes = new byte[4000];
        for (int i = 0; i + 1 < bytes.Length; i += 2)
            (bytes[i], bytes[i + 1]) = (0x0A, 0x7F);
        Survives(bytes);
    }

    /// <summary>Imported or refused with a reason.</summary>
    private static void Survives(byte[] bytes)
    {
        try
        {
            Peer.Import(OnnxFile.Parse(bytes, "here"), Target.Float);
        }
        catch (Exception fault) when (fault is ImportException or Inference.Format.ModelFormatException)
        {
            Assert.NotEmpty(fault.Message);
        }
    }

    private static void Refused(ModelProto model, params string[] words)
    {
        ImportException fault = Assert.Throws<ImportException>(() => Peer.Import(model, Target.Float));
        Assert.All(words, word => Assert.Contains(word, fault.Message, StringComparison.Ordinal));
    }
}
