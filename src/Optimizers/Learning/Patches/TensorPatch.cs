using System.Runtime.InteropServices;
using Inference.Format;

namespace Optimizers.Learning.Patches;

/// <summary>Meets the tensors of a network and gives changed copies of those a patch names; the network's own stay as they are.</summary>
internal sealed class TensorPatch : TensorStore
{
    private readonly Dictionary<string, TensorChange> _left;
    private readonly Dictionary<string, int> _channels;
    private readonly bool _isBack;

    private TensorPatch(NetworkDefinition network, IReadOnlyList<TensorChange> changes, bool isBack)
    {
        _left = changes.ToDictionary(change => change.Name);
        _channels = SignChannels.Of(network);
        _isBack = isBack;
    }

    /// <summary>The network with changed tensors.</summary>
    /// <param name="network">Where to begin.</param>
    /// <param name="changes">What to change.</param>
    /// <param name="isBack">Whether the changes are taken back.</param>
    /// <exception cref="PatchException">They do not fit the network.</exception>
    public static NetworkDefinition Change(NetworkDefinition network, IReadOnlyList<TensorChange> changes, bool isBack)
    {
        TensorPatch patch = new(network, changes, isBack);
        network = TensorWalk.Walk(network, patch);
        return patch._left.Keys.FirstOrDefault() is { } name ? throw new PatchException($"changes of {name}", "of tensors the network has") : network;
    }

    /// <inheritdoc/>
    public override T[] Visit<T>(string name, T[] current, ReadOnlySpan<int> shape)
    {
        if (!_left.Remove(name, out TensorChange? change))
            return current;
        bool isFlips = typeof(T) == typeof(ulong) || typeof(T) == typeof(bool);
        int channels = typeof(T) == typeof(ulong) ? _channels[name] : 1, words = (channels + 63) / 64;
        if (change.IsFlips != isFlips || change.Places != (long)current.Length / words * channels)
            throw new PatchException($"{name} of {change.Places} {Kind(change.IsFlips)}", $"{(long)current.Length / words * channels} {Kind(isFlips)}");
        T[] changed = [.. current];
        if (typeof(T) == typeof(ulong))
            Signs(MemoryMarshal.Cast<T, ulong>(changed.AsSpan()), change.Positions, channels, words);
        else if (typeof(T) == typeof(bool))
            Truths(MemoryMarshal.Cast<T, byte>(changed.AsSpan()), change.Positions);
        else
            Numbers(changed, change);
        return changed;
    }

    private static string Kind(bool isFlips) => isFlips ? "signs" : "numbers";

    private static void Signs(Span<ulong> weights, IReadOnlyList<int> positions, int channels, int words)
    {
        foreach (int position in positions)
        {
            int channel = position % channels;
            weights[(position / channels * words) + (channel / 64)] ^= 1UL << (channel % 64);
        }
    }

    private static void Truths(Span<byte> truths, IReadOnlyList<int> positions)
    {
        foreach (int position in positions)
            truths[position] ^= 1;
    }

    private void Numbers<T>(Span<T> numbers, TensorChange change)
        where T : unmanaged
    {
        for (int i = 0; i < change.Positions.Count; i++)
        {
            ref T number = ref numbers[change.Positions[i]];
            long whole = TensorNumbers.ToWhole(number), delta = change.Deltas[i];
            bool isNegated = delta == TensorChange.Negated;
            long changed = isNegated ? -whole : _isBack ? whole - delta : whole + delta;
            if ((isNegated && !TensorNumbers.AreWhole<T>()) || !TensorNumbers.TryFromWhole(changed, out number))
                throw new PatchException($"{change.Name}: {whole} changed to {changed}", "a number the tensor can hold");
        }
    }
}
