using System.Text;
using Inference;

namespace Optimizers.Learning.Memory;

/// <summary>What a memory holds samples of, and how many.</summary>
/// <param name="Network">Hash of the network that computed the maps.</param>
/// <param name="Stage">The trained stage, from 1.</param>
/// <param name="Classes">1 to 256.</param>
/// <param name="Packing">Of its maps.</param>
public sealed record MemoryOptions(string Network, int Stage, int Classes, MapPacking Packing)
{
    /// <summary>The most bytes of both parts together: sum of <see cref="LabelledSample.Bytes"/>.</summary>
    public int Capacity { get; init; } = 256 * 1024;

    /// <summary>One event in so many is the guard's, which has the same share of <see cref="Capacity"/>; at least 2.</summary>
    public int GuardOneIn { get; init; } = 3;

    /// <summary>Accepted labels after which a sample weighs half: see <see cref="Priority"/>.</summary>
    public int HalfLife { get; init; } = 256;

    /// <summary>Of the draws of <see cref="Priority"/>.</summary>
    public ulong Seed { get; init; } = 1;

    /// <summary>What a file must be of to be read: with other samples or another split nothing in it could be used.</summary>
    public string Description =>
        $"network {Network}, stage {Stage}, {Packing.Length} values in steps of {1 << Packing.Shift}, {Classes} classes, 1 in {GuardOneIn} for the guard";

    /// <summary>For the last layer of a stage of a network.</summary>
    /// <param name="network">That is trained.</param>
    /// <param name="stage">From 1.</param>
    /// <param name="shift">log₂ of the step of maps.</param>
    /// <exception cref="ArgumentException">The stage does not end in a binary_residual layer.</exception>
    public static MemoryOptions Of(Network network, int stage, int shift = MapPacking.DefaultShift)
    {
        ArgumentNullException.ThrowIfNull(network);
        return new MemoryOptions(network.Hash, stage, network.Classes.Count, MapPacking.BeforeLast(network, stage, shift));
    }

    /// <summary>The most bytes of a part.</summary>
    public int CapacityOf(MemoryPart part)
    {
        int guard = Capacity / GuardOneIn;
        return part == MemoryPart.Guard ? guard : Capacity - guard;
    }

    /// <summary>The part of a sample: a function of its event, or without one of its map, and of nothing else.</summary>
    internal MemoryPart PartOf(string name, ReadOnlySpan<byte> packed)
    {
        ulong hash = name.Length > 0 ? Chains.Fnv.Of<byte>(Encoding.UTF8.GetBytes(name)) : Chains.Fnv.Of(packed);
        return SplitMix.Mix(hash, 0) % (ulong)GuardOneIn == 0 ? MemoryPart.Guard : MemoryPart.Chain;
    }
}
