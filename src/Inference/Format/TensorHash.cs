using System.Runtime.InteropServices;

namespace Inference.Format;

/// <summary>SHA-256 of the bytes of all tensors in the order of the graph: the identity of the weights.</summary>
internal sealed class TensorHash : TensorStore
{
    private readonly Sha256 _hash = new();

    private TensorHash()
    {
    }

    /// <summary>64 lowercase hex digits.</summary>
    public static string Of(NetworkDefinition network)
    {
        TensorHash store = new();
        TensorWalk.Walk(network, store);
        return store._hash.Finish();
    }

    /// <inheritdoc/>
    public override T[] Visit<T>(string name, T[] current, ReadOnlySpan<int> shape)
    {
        _hash.Append(MemoryMarshal.AsBytes(current.AsSpan()));
        return current;
    }
}
