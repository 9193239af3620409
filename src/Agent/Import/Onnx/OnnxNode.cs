namespace Agent.Import.Onnx;

/// <summary>One node while it is read: its position for faults, its attributes, and what its inputs stand for.</summary>
internal sealed class OnnxNode
{
    private readonly NodeProto _node;
    private readonly Operand?[] _inputs;

    /// <param name="node">The node.</param>
    /// <param name="index">Its place in the graph, from 0.</param>
    /// <param name="inputs">What its inputs stand for; null where an optional one is left out.</param>
    public OnnxNode(NodeProto node, int index, Operand?[] inputs)
    {
        _node = node;
        _inputs = inputs;
        Place = Describe(node, index);
        Attributes = new NodeAttributes(node, Place);
    }

    /// <summary>Index, name and operator, for faults.</summary>
    public string Place { get; }

    public string Op => _node.OpType;

    public NodeAttributes Attributes { get; }

    public int Inputs => _inputs.Length;

    /// <summary>Index, name and operator of a node.</summary>
    public static string Describe(NodeProto node, int index)
    {
        string name = node.Name.Length > 0 ? $" \"{node.Name}\"" : "";
        string domain = node.Domain is "" or "ai.onnx" ? "" : node.Domain + ".";
        return $"node {index}{name} ({domain}{node.OpType})";
    }

    /// <summary>Whether there is such an input.</summary>
    public bool Has(int input) => input < _inputs.Length && _inputs[input] is not null;

    /// <summary>What an input stands for.</summary>
    public Operand Input(int input) => Has(input) ? _inputs[input]! : throw Fault($"no input {input}", $"at least {input + 1} inputs");

    /// <summary>An input that must be a map of floats.</summary>
    public MapOperand Map(int input) => Input(input) switch
    {
        MapOperand { Codes: null } map => map,
        MapOperand => throw Fault($"8-bit codes as input {input}", "floats: DequantizeLinear before it"),
        _ => throw Fault($"a constant as input {input}", "a map that comes from the network's input"),
    };

    /// <summary>A map in the form ONNX gives to convolutions.</summary>
    public MapOperand Image(int input) => Image(Map(input), input);

    /// <inheritdoc cref="Image(int)"/>
    public MapOperand Image(MapOperand map, int input) =>
        map.IsFlat ? throw Fault($"input {input} of {map.Describe()}", "four dimensions, [N, channels, height, width]") : map;

    /// <summary>An input whose numbers must be known.</summary>
    public Constant Constant(int input) => Input(input) is ConstantOperand constant
        ? constant.Constant
        : throw Fault($"input {input} computed by the network", "a constant");

    /// <summary>A constant of floats with one number for each of some channels.</summary>
    public float[] Floats(int input, int length)
    {
        Constant constant = Constant(input);
        if (!constant.IsFloat || constant.Length != length)
            throw Fault($"input {input} of {constant.Type} {constant.Shape}", $"Float [{length}]");
        return constant.Floats;
    }

    /// <summary>A fault of this node.</summary>
    public ImportException Fault(string found, string expected) => new(Place, found, expected);
}
