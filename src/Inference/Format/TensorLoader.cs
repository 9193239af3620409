using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Inference.Format;

/// <summary>Takes the tensors of a graph out of a file; allocates an array only after its bytes are known to be there.</summary>
internal sealed class TensorLoader : TensorStore
{
    private readonly byte[] _data;
    private readonly Dictionary<string, TensorEntry> _left;
    private readonly long _graphOffset;

    /// <param name="data">The bytes after the header.</param>
    /// <param name="tensors">Entries whose ranges lie within the data.</param>
    /// <param name="graphOffset">Where the graph stands, for missing tensors.</param>
    public TensorLoader(byte[] data, IReadOnlyDictionary<string, TensorEntry> tensors, long graphOffset)
    {
        _data = data;
        _left = new(tensors);
        _graphOffset = graphOffset;
    }

    /// <inheritdoc/>
    public override T[] Visit<T>(string name, T[] current, ReadOnlySpan<int> shape)
    {
        if (!_left.Remove(name, out TensorEntry? entry))
            throw new ModelFormatException(_graphOffset, $"no tensor {name}", "one for the graph");
        if (entry.Type != TensorType.Of<T>())
            throw new ModelFormatException(entry.Offset, $"{name} of dtype {entry.Type}", TensorType.Of<T>());
        CheckShape(name, entry, shape);
        Int128 bytes = Unsafe.SizeOf<T>();
        foreach (long size in entry.Shape)
            bytes *= size;
        if (entry.End - entry.Begin != bytes)
            throw new ModelFormatException(entry.Offset, $"{name} in {entry.End - entry.Begin} bytes", $"{bytes}");

        T[] values = new T[(int)(bytes / Unsafe.SizeOf<T>())];
        ReadOnlySpan<byte> source = _data.AsSpan((int)entry.Begin, (int)bytes);
        if (typeof(T) == typeof(bool) && source.IndexOfAnyExceptInRange((byte)0, (byte)1) is >= 0 and int wrong)
            throw new ModelFormatException(entry.Offset, $"{name} with the byte {source[wrong]}", "0 or 1");
        source.CopyTo(MemoryMarshal.AsBytes(values.AsSpan()));
        return values;
    }

    /// <summary>Takes the anchors, where the file has some.</summary>
    /// <param name="network">The graph.</param>
    /// <param name="start">Where the data stand in the file.</param>
    /// <exception cref="ModelFormatException">Of another type or size, or no <see cref="AnchorSet"/>.</exception>
    public NetworkDefinition WithAnchors(NetworkDefinition network, long start)
    {
        if (!_left.TryGetValue(TensorNames.Anchors, out TensorEntry? entry))
            return network;
        byte[] packed = Visit<byte>(TensorNames.Anchors, [], [AnySize]);
        _ = new AnchorSet(packed, network.Input, network.Classes.Count, start + entry.Begin);
        return network with { Anchors = packed };
    }

    private static void CheckShape(string name, TensorEntry entry, ReadOnlySpan<int> shape)
    {
        bool equal = entry.Shape.Count == shape.Length;
        for (int index = 0; equal && index < shape.Length; index++)
            equal = entry.Shape[index] == shape[index] || (shape[index] == AnySize && entry.Shape[index] is > 0 and <= int.MaxValue);
        if (!equal)
        {
            string expected = string.Join(", ", shape.ToArray()).Replace("-1", "any", StringComparison.Ordinal);
            throw new ModelFormatException(entry.Offset, $"{name} of shape [{string.Join(", ", entry.Shape)}]", $"[{expected}]");
        }
    }

    /// <summary>Demands that the graph has asked for every tensor of the header.</summary>
    /// <exception cref="ModelFormatException">One is left.</exception>
    public void NoMore()
    {
        foreach ((string name, TensorEntry entry) in _left)
            throw new ModelFormatException(entry.Offset, $"the tensor {name}", "only tensors of the graph");
    }
}
