using System.Runtime.InteropServices;
using System.Text;

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

    /// <summary>
    /// SHA-256 of the tensors and of the graph without name, notes, policy, thresholds and certificates: of all that decides what the exits answer. 64
    /// lowercase hex digits.
    /// </summary>
    public static string OfFunction(NetworkDefinition network)
    {
        NetworkDefinition bare = network with
        {
            Name = "",
            Policy = default,
            Notes = new Dictionary<string, string>(),
            Stages = [.. network.Stages.Select(stage => stage with { Exit = stage.Exit with { Threshold = 0, Certificate = null } })],
        };
        TensorHash store = new();
        store._hash.Append(Encoding.UTF8.GetBytes(GraphWriter.Write(bare)));
        TensorWalk.Walk(network, store);
        return store._hash.Finish();
    }

    /// <summary>
    /// SHA-256 of the tensors and of the graph without name and notes, but with policy, thresholds and certificates: networks that share it give the same
    /// answers at the same exits and promise the same. 64 lowercase hex digits.
    /// </summary>
    public static string OfModel(NetworkDefinition network)
    {
        TensorHash store = new();
        store._hash.Append(Encoding.UTF8.GetBytes(GraphWriter.Write(network with { Name = "", Notes = new Dictionary<string, string>() })));
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
