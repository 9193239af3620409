using AttributeType = Agent.Import.Onnx.AttributeProto.Types.AttributeType;

namespace Agent.Import.Onnx;

/// <summary>The attributes of a node; whoever reads the node asks for those it knows, and none may be left over.</summary>
internal sealed class NodeAttributes
{
    private readonly string _place;
    private readonly Dictionary<string, AttributeProto> _attributes = [];
    private readonly List<string> _known = [];

    /// <exception cref="ImportException">An attribute twice.</exception>
    public NodeAttributes(NodeProto node, string place)
    {
        _place = place;
        foreach (AttributeProto attribute in node.Attribute)
        {
            if (!_attributes.TryAdd(attribute.Name, attribute))
                throw new ImportException(place, $"the attribute {attribute.Name} twice", "each once");
        }
    }

    /// <summary>An integer.</summary>
    public long Integer(string name, long otherwise) => Take(name, AttributeType.Int)?.I ?? otherwise;

    /// <summary>A float.</summary>
    public float Number(string name, float otherwise) => Take(name, AttributeType.Float)?.F ?? otherwise;

    /// <summary>A text.</summary>
    public string Text(string name, string otherwise) => Take(name, AttributeType.String)?.S.ToStringUtf8() ?? otherwise;

    /// <summary>Integers; null when there is no such attribute.</summary>
    public long[]? Integers(string name) => Take(name, AttributeType.Ints) is { } attribute ? [.. attribute.Ints] : null;

    /// <summary>A tensor; null when there is no such attribute.</summary>
    public Constant? Tensor(string name) => Take(name, AttributeType.Tensor) is { T: { } tensor } ? TensorReader.Read(tensor) : null;

    /// <summary>Passes over attributes that change nothing here.</summary>
    public void Ignore(params string[] names)
    {
        _known.AddRange(names);
        Array.ForEach(names, name => _attributes.Remove(name));
    }

    /// <summary>Refuses a value other than the only one that is supported.</summary>
    public void Only(string name, long supported, long otherwise)
    {
        long found = Integer(name, otherwise);
        if (found != supported)
            throw new ImportException(_place, $"{name} {found}", $"{name} {supported}");
    }

    /// <exception cref="ImportException">An attribute nobody asked for.</exception>
    public void NoMore()
    {
        foreach (string name in _attributes.Keys)
            throw new ImportException(
                _place,
                $"the attribute {name}",
                _known.Count == 0 ? "no attributes" : $"only {string.Join(", ", _known)}");
    }

    private AttributeProto? Take(string name, AttributeType type)
    {
        _known.Add(name);
        if (!_attributes.Remove(name, out AttributeProto? attribute))
            return null;
        if (attribute.Type != type)
            throw new ImportException(_place, $"the attribute {name} of type {attribute.Type}", $"{type}");
        return attribute;
    }
}
