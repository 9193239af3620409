using System.Buffers;
using System.Runtime.InteropServices;

namespace Inference.Format;

/// <summary>Gathers the tensors of a network with their places in the file.</summary>
internal sealed class TensorWriter : TensorStore
{
    private readonly ArrayBufferWriter<byte> _data = new();

    /// <summary>Names with entries, in the order of the graph.</summary>
    public List<(string Name, TensorEntry Entry)> Entries { get; } = [];

    /// <summary>The bytes of all tensors, each at a multiple of 64.</summary>
    public ReadOnlySpan<byte> Data => _data.WrittenSpan;

    /// <inheritdoc/>
    public override T[] Visit<T>(string name, T[] current, ReadOnlySpan<int> shape)
    {
        int gap = -_data.WrittenCount & (ModelFile.Alignment - 1);
        _data.GetSpan(gap + 1)[..gap].Clear();
        _data.Advance(gap);
        long begin = _data.WrittenCount;
        _data.Write<byte>(MemoryMarshal.AsBytes(current.AsSpan()));
        List<long> sizes = [];
        foreach (int size in shape)
            sizes.Add(size);
        if (sizes[0] == AnySize)
            sizes[0] = current.Length / sizes.Skip(1).Aggregate(1L, (product, size) => product * size);
        Entries.Add((name, new TensorEntry(TensorType.Of<T>(), sizes, begin, _data.WrittenCount, -1)));
        return current;
    }
}
