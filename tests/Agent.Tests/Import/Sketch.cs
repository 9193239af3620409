using System.Runtime.InteropServices;
using Agent.Import.Onnx;
using Google.Protobuf;
using AttributeType = Agent.Import.Onnx.AttributeProto.Types.AttributeType;
using DataType = Agent.Import.Onnx.TensorProto.Types.DataType;

namespace Agent.Tests.Import;

/// <summary>An ONNX model drawn node by node, with seeded random weights.</summary>
internal sealed class Sketch
{
    public const string Input = "picture";
    private readonly Random _random;
    private readonly GraphProto _graph = new() { Name = "sketch" };
    private int _names;

    public Sketch(int channels, int height, int width, int seed = 1)
    {
        _random = new Random(seed);
        _graph.Input.Add(Info(Input, 1, channels, height, width));
    }

    public GraphProto Graph => _graph;

    /// <summary>The model, with these tensors as its outputs.</summary>
    public ModelProto Model(params string[] outputs)
    {
        _graph.Output.Clear();
        _graph.Output.AddRange(outputs.Select(name => Info(name)));
        ModelProto model = new() { IrVersion = 8, ProducerName = "vigie tests", Graph = _graph };
        model.OpsetImport.Add(new OperatorSetIdProto { Version = 17 });
        return model;
    }

    public string Node(string op, string[] inputs, params AttributeProto[] attributes)
    {
        NodeProto node = new() { OpType = op, Name = $"{op.ToLowerInvariant()}{_names}" };
        node.Input.AddRange(inputs);
        node.Output.Add($"t{_names++}");
        node.Attribute.AddRange(attributes);
        _graph.Node.Add(node);
        return node.Output[0];
    }

    public string Floats(int[] dims, params float[] numbers) => Tensor(dims, DataType.Float, MemoryMarshal.AsBytes(numbers.AsSpan()));

    public string Bytes(int[] dims, params sbyte[] numbers) => Tensor(dims, DataType.Int8, MemoryMarshal.AsBytes(numbers.AsSpan()));

    public string Unsigned(int[] dims, params byte[] numbers) => Tensor(dims, DataType.Uint8, numbers);

    public string Integers(params long[] numbers) => Tensor([numbers.Length], DataType.Int64, MemoryMarshal.AsBytes(numbers.AsSpan()));

    public string Wide(params int[] numbers) => Tensor([numbers.Length], DataType.Int32, MemoryMarshal.AsBytes(numbers.AsSpan()));

    /// <summary>Weights of about unit gain.</summary>
    public string Random(params int[] dims)
    {
        int count = dims.Aggregate(1, (product, size) => product * size);
        double scale = Math.Sqrt(3.0 / Math.Max(1, count / dims[0]));
        return Floats(dims, Numbers(count, () => (_random.NextDouble() * 2 - 1) * scale));
    }

    public string Signs(float[] magnitudes, params int[] dims)
    {
        int count = dims.Aggregate(1, (product, size) => product * size);
        int index = 0;
        return Floats(dims, Numbers(count, () => (_random.Next(2) * 2 - 1) * magnitudes[index++ * dims[0] / count % magnitudes.Length]));
    }

    public float[] Numbers(int count, Func<double> next) => [.. Enumerable.Range(0, count).Select(_ => (float)next())];

    public float[] Between(int count, double lowest, double highest) =>
        Numbers(count, () => lowest + _random.NextDouble() * (highest - lowest));

    public string Conv(string x, int inputs, int outputs, int side, int stride = 1, int group = 1) => Node(
        "Conv", [x, Random(outputs, inputs / group, side, side), Floats([outputs], Between(outputs, -0.1, 0.1))],
        Ints("pads", side / 2, side / 2, side / 2, side / 2), Ints("strides", stride, stride), Int("group", group));

    public string BatchNorm(string x, int channels, bool isPositive = true) => Node(
        "BatchNormalization",
        [
            x, Floats([channels], Between(channels, isPositive ? 0.5 : -1.5, 1.5)), Floats([channels], Between(channels, -0.3, 0.3)),
            Floats([channels], Between(channels, -0.2, 0.2)), Floats([channels], Between(channels, 0.3, 1.5)),
        ]);

    public string Relu(string x) => Node("Relu", [x]);

    public string MaxPool(string x, int side = 2) => Node("MaxPool", [x], Ints("kernel_shape", side, side), Ints("strides", side, side));

    /// <summary>Flatten and a dense layer.</summary>
    public string Dense(string x, int inputs, int outputs) => Node(
        "Gemm", [Node("Flatten", [x]), Random(outputs, inputs), Floats([outputs], Between(outputs, -0.2, 0.2))], Int("transB", 1));

    public static AttributeProto Int(string name, long number) => new() { Name = name, Type = AttributeType.Int, I = number };

    public static AttributeProto Float(string name, float number) => new() { Name = name, Type = AttributeType.Float, F = number };

    public static AttributeProto Text(string name, string text) =>
        new() { Name = name, Type = AttributeType.String, S = ByteString.CopyFromUtf8(text) };

    public static AttributeProto Ints(string name, params long[] numbers)
    {
        AttributeProto attribute = new() { Name = name, Type = AttributeType.Ints };
        attribute.Ints.AddRange(numbers);
        return attribute;
    }

    private static ValueInfoProto Info(string name, params long[] dims)
    {
        TypeProto.Types.Tensor tensor = new() { ElemType = (int)DataType.Float };
        if (dims.Length > 0)
        {
            tensor.Shape = new TensorShapeProto();
            tensor.Shape.Dim.AddRange(dims.Select(dim => new TensorShapeProto.Types.Dimension { DimValue = dim }));
        }

        return new ValueInfoProto { Name = name, Type = new TypeProto { TensorType = tensor } };
    }

    private string Tensor(int[] dims, DataType type, ReadOnlySpan<byte> raw)
    {
        TensorProto tensor = new() { Name = $"c{_names++}", DataType = (int)type, RawData = ByteString.CopyFrom(raw) };
        tensor.Dims.AddRange(dims.Select(dim => (long)dim));
        _graph.Initializer.Add(tensor);
        return tensor.Name;
    }
}
