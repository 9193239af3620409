using Agent.Import.Graphs;

namespace Agent.Import.Onnx;

/// <summary>Makes a <see cref="Graph"/> of the nodes that the exits need, in the order of the file.</summary>
internal sealed class GraphReader
{
    /// <summary>Far more than the layers of any network here; bounds the work on a hostile file.</summary>
    private const int MostNodes = 4096;

    private readonly GraphProto _proto;
    private readonly Dictionary<string, TensorProto> _initializers = [];
    private readonly Dictionary<string, Operand> _operands = [];
    private readonly GraphBuilder _builder = new();

    private GraphReader(GraphProto proto)
    {
        _proto = proto;
        foreach (TensorProto tensor in proto.Initializer)
        {
            if (!_initializers.TryAdd(tensor.Name, tensor))
                throw new ImportException("the graph", $"the tensor \"{tensor.Name}\" twice", "each name once");
        }
    }

    /// <summary>Reads a model.</summary>
    /// <param name="model">The model.</param>
    /// <param name="exits">Tensors or nodes at whose outputs the exits are; the last output of the graph is one in any case.</param>
    /// <param name="pixels">How the bytes of a picture become the input.</param>
    /// <exception cref="ImportException">Something in it is not supported; named with its place.</exception>
    public static Graph Read(ModelProto model, IReadOnlyList<string> exits, PixelScaling pixels)
    {
        GraphReader reader = new(model.Graph);
        string[] tensors = ExitNames.Resolve(model.Graph, exits);
        reader.ReadInput(pixels);
        reader.ReadNodes(tensors);
        List<int> logits = [];
        foreach (string tensor in tensors)
        {
            int vertex = reader.Logits(tensor);
            logits.Remove(vertex);
            logits.Add(vertex);
        }

        return Pruning.Prune(new Graph(reader._builder.Vertices, logits));
    }

    private void ReadInput(PixelScaling pixels)
    {
        ValueInfoProto[] inputs = [.. _proto.Input.Where(input => !_initializers.ContainsKey(input.Name))];
        if (inputs.Length != 1)
            throw new ImportException("the graph", $"{inputs.Length} inputs", "one, the picture");
        string place = $"input \"{inputs[0].Name}\"";
        TypeProto.Types.Tensor? type = inputs[0].Type?.TensorType;
        TensorShapeProto.Types.Dimension[] dims = [.. type?.Shape?.Dim ?? []];
        string sizes = string.Join(", ", dims.Select(dim => dim.HasDimParam ? dim.DimParam : $"{dim.DimValue}"));
        string found = $"{(TensorProto.Types.DataType)(type?.ElemType ?? 0)} [{sizes}]";
        bool isBatchOfOne = dims.Length == 4 && dims[0].DimValue is 1 or 0 or -1;
        if (type?.ElemType != (int)TensorProto.Types.DataType.Float || !isBatchOfOne
            || dims[1..].Any(dim => dim.DimValue is < 1 or > 1 << 16))
            throw new ImportException(place, found, "Float [1 or N, channels, height, width], the sizes of the picture fixed");
        MapShape shape = new((int)dims[1].DimValue, (int)dims[2].DimValue, (int)dims[3].DimValue);
        _operands.Add(inputs[0].Name, _builder.Add(new Vertex(pixels.For(shape.Channels, place), [], shape, place), false));
    }

    /// <summary>Reads the nodes that the exits need; the others may hold anything.</summary>
    private void ReadNodes(string[] exits)
    {
        HashSet<string> needed = [.. exits];
        bool[] isNeeded = new bool[_proto.Node.Count];
        for (int n = isNeeded.Length - 1; n >= 0; n--)
        {
            isNeeded[n] = _proto.Node[n].Output.Any(needed.Contains);
            if (isNeeded[n])
                needed.UnionWith(_proto.Node[n].Input);
        }

        int count = isNeeded.Count(isOne => isOne);
        if (count > MostNodes)
            throw new ImportException("the graph", $"{count} nodes that the exits need", $"at most {MostNodes}");
        for (int n = 0; n < isNeeded.Length; n++)
        {
            if (isNeeded[n])
                Read(_proto.Node[n], n);
        }
    }

    private void Read(NodeProto proto, int index)
    {
        OnnxNode node = new(proto, index, [.. proto.Input.Select(name => name.Length == 0 ? null : Find(name, proto, index))]);
        if (proto.Output.Count == 0 || proto.Output.Skip(1).Any(name => name.Length > 0 && IsRead(name)))
            throw node.Fault($"{proto.Output.Count} outputs, more than the first of them read", "one");
        Operand result = OperatorCatalog.Read(proto.Domain, node, _builder);
        node.Attributes.NoMore();
        if (!_operands.TryAdd(proto.Output[0], result))
            throw node.Fault($"the output \"{proto.Output[0]}\", which is there already", "each name once");
    }

    private bool IsRead(string name) => _proto.Node.Any(node => node.Input.Contains(name))
        || _proto.Output.Any(output => output.Name == name);

    private Operand Find(string name, NodeProto reader, int index)
    {
        if (_operands.TryGetValue(name, out Operand? operand))
            return operand;
        if (!_initializers.TryGetValue(name, out TensorProto? tensor))
        {
            throw new ImportException(
                OnnxNode.Describe(reader, index), $"the input \"{name}\", which nothing before it gives", "nodes in order, without cycles");
        }

        return _operands[name] = new ConstantOperand(TensorReader.Read(tensor));
    }

    /// <summary>The vertex of an exit's logits: what its softmax reads, where it has one.</summary>
    private int Logits(string tensor)
    {
        if (!_operands.TryGetValue(tensor, out Operand? operand) || operand is not MapOperand map)
            throw new ImportException($"exit \"{tensor}\"", "a constant, or the input itself", "a map computed by the network");
        Vertex vertex = _builder.Vertices[map.Vertex];
        return vertex.Operation is Softmax ? vertex.Inputs[0] : map.Vertex;
    }
}
