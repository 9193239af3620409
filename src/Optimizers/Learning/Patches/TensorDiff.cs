using System.Numerics;
using System.Runtime.InteropServices;
using Inference.Format;

namespace Optimizers.Learning.Patches;

/// <summary>Meets the tensors of a second network and notes where they differ from those of a first.</summary>
internal sealed class TensorDiff : TensorStore
{
    private readonly Dictionary<string, Array> _before;
    private readonly Dictionary<string, int> _channels;
    private int _changes;

    private TensorDiff(Dictionary<string, Array> before, Dictionary<string, int> channels) => (_before, _channels) = (before, channels);

    private List<TensorChange> Changes { get; } = [];

    /// <summary>What differs between two networks of one graph.</summary>
    /// <exception cref="PatchException">A tensor of another length, or more changes than a patch may hold.</exception>
    public static List<TensorChange> Of(NetworkDefinition before, NetworkDefinition after)
    {
        TensorList first = new();
        TensorWalk.Walk(before, first);
        TensorDiff diff = new(first.Tensors, SignChannels.Of(after));
        TensorWalk.Walk(after, diff);
        return diff.Changes;
    }

    /// <inheritdoc/>
    public override T[] Visit<T>(string name, T[] current, ReadOnlySpan<int> shape)
    {
        T[] before = (T[])_before[name];
        if (before.Length != current.Length)
            throw new PatchException($"{name} of {current.Length} numbers after {before.Length}", "as many: a patch does not move the blocks of a sparse layer");
        List<int> positions = [];
        List<long> deltas = [];
        int places = current.Length;
        if (typeof(T) == typeof(ulong))
            places = Signs(name, MemoryMarshal.Cast<T, ulong>(before), MemoryMarshal.Cast<T, ulong>(current), positions);
        else if (typeof(T) == typeof(bool))
            Truths(MemoryMarshal.Cast<T, byte>(before), MemoryMarshal.Cast<T, byte>(current), positions);
        else
            Numbers(before, current, positions, deltas);
        _changes += positions.Count;
        if (_changes > PatchBounds.Changes)
            throw new PatchException($"more than {PatchBounds.Changes} changes", "fewer; send the model file instead");
        if (positions.Count > 0)
            Changes.Add(new TensorChange(name, places, positions, deltas));
        return current;
    }

    private int Signs(string name, ReadOnlySpan<ulong> before, ReadOnlySpan<ulong> after, List<int> positions)
    {
        int channels = _channels[name], words = (channels + 63) / 64;
        for (int i = 0; i < after.Length; i++)
        {
            for (ulong differ = before[i] ^ after[i]; differ != 0; differ &= differ - 1)
                positions.Add(checked((i / words * channels) + (i % words * 64) + BitOperations.TrailingZeroCount(differ)));
        }

        return checked(after.Length / words * channels);
    }

    private static void Truths(ReadOnlySpan<byte> before, ReadOnlySpan<byte> after, List<int> positions)
    {
        for (int i = 0; i < after.Length; i++)
        {
            if (before[i] != after[i])
                positions.Add(i);
        }
    }

    private static void Numbers<T>(ReadOnlySpan<T> before, ReadOnlySpan<T> after, List<int> positions, List<long> deltas)
        where T : unmanaged
    {
        for (int i = 0; i < after.Length; i++)
        {
            long first = TensorNumbers.ToWhole(before[i]), second = TensorNumbers.ToWhole(after[i]);
            if (first == second)
                continue;
            positions.Add(i);
            deltas.Add(TensorNumbers.AreWhole<T>() && first == -second ? TensorChange.Negated : second - first);
        }
    }

    /// <summary>Keeps the tensors it meets.</summary>
    private sealed class TensorList : TensorStore
    {
        public Dictionary<string, Array> Tensors { get; } = [];

        public override T[] Visit<T>(string name, T[] current, ReadOnlySpan<int> shape)
        {
            Tensors.Add(name, current);
            return current;
        }
    }
}
