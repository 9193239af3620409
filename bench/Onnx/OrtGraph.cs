using System.Runtime.InteropServices;
using Agent.Import.Onnx;
using Google.Protobuf;

namespace Benchmarks.Onnx;

/// <summary>Writes a chain of ONNX nodes: each reads what the one before wrote.</summary>
internal sealed class OrtGraph
{
    private readonly GraphProto _graph = new() { Name = "bench" };
    private string _current = "x";

    /// <param name="type">Element type of the input.</param>
    /// <param name="shape">Shape of the input.</param>
    public OrtGraph(TensorProto.Types.DataType type, params ReadOnlySpan<long> shape) => _graph.Input.Add(Value("x", type, shape));

    /// <summary>Appends a node.</summary>
    /// <param name="type">The operator.</param>
    /// <param name="initializers">What it reads beside the current value, in order.</param>
    /// <param name="attributes">Its attributes.</param>
    /// <returns>This builder.</returns>
    public OrtGraph Then(string type, ReadOnlySpan<TensorProto> initializers = default, params ReadOnlySpan<AttributeProto> attributes)
    {
        NodeProto node = new() { OpType = type, Name = $"{type}{_graph.Node.Count}" };
        node.Input.Add(_current);
        foreach (TensorProto tensor in initializers)
        {
            tensor.Name = $"{node.Name}.{node.Input.Count}";
            node.Input.Add(tensor.Name);
            _graph.Initializer.Add(tensor);
        }

        node.Attribute.AddRange(attributes.ToArray());
        _current = node.Name + ".y";
        node.Output.Add(_current);
        _graph.Node.Add(node);
        return this;
    }

    /// <summary>The model with the last value as output.</summary>
    /// <param name="type">Element type of the output.</param>
    /// <param name="shape">Shape of the output.</param>
    /// <returns>An ONNX file.</returns>
    public byte[] Build(TensorProto.Types.DataType type, params ReadOnlySpan<long> shape)
    {
        _graph.Output.Add(Value(_current, type, shape));
        ModelProto model = new() { IrVersion = 8, ProducerName = "vigie", Graph = _graph };
        model.OpsetImport.Add(new OperatorSetIdProto { Domain = "", Version = 17 });
        return model.ToByteArray();
    }

    public static TensorProto Tensor<T>(TensorProto.Types.DataType type, ReadOnlySpan<T> values, params ReadOnlySpan<long> shape)
        where T : unmanaged
    {
        TensorProto tensor = new() { DataType = (int)type, RawData = ByteString.CopyFrom(MemoryMarshal.AsBytes(values)) };
        tensor.Dims.AddRange(shape.ToArray());
        return tensor;
    }

    public static TensorProto Floats(ReadOnlySpan<float> values, params ReadOnlySpan<long> shape) =>
        Tensor(TensorProto.Types.DataType.Float, values, shape);

    public static AttributeProto Integers(string name, params ReadOnlySpan<long> values)
    {
        AttributeProto attribute = new() { Name = name, Type = AttributeProto.Types.AttributeType.Ints };
        attribute.Ints.AddRange(values.ToArray());
        return attribute;
    }

    private static ValueInfoProto Value(string name, TensorProto.Types.DataType type, ReadOnlySpan<long> shape)
    {
        TensorShapeProto dimensions = new();
        foreach (long size in shape)
            dimensions.Dim.Add(new TensorShapeProto.Types.Dimension { DimValue = size });
        TypeProto.Types.Tensor tensor = new() { ElemType = (int)type, Shape = dimensions };
        return new ValueInfoProto { Name = name, Type = new TypeProto { TensorType = tensor } };
    }
}
