using Inference;
using Inference.Format;
using Optimizers.Chains.Priors;
using Optimizers.Chains.Stages;

namespace Optimizers.Chains.Heads;

/// <summary>
/// An <see cref="EndStage"/> of a <see cref="BinaryResidualDefinition"/> and a <see cref="LinearExitDefinition"/>, bit for bit as the engine computes them. A row
/// of block 0 is the signs of an output channel, <c>[Kernel y][Kernel x][InputChannels]</c>; a flip of a sign changes each sum by ±2.
/// </summary>
public sealed class ResidualStage : EndStage
{
    private readonly ResidualShape _shape;

    /// <summary>Makes the risk over a memory.</summary>
    /// <param name="network">Where the chain begins; its arrays are not written to.</param>
    /// <param name="stage">From 1. Where it is not the last, later stages read what its layer gives: what they answer changes too.</param>
    /// <param name="maps">What the layer reads, <c>[samples][Height][Width][InputChannels]</c>: <see cref="StageMaps.BeforeLast"/>.</param>
    /// <param name="labels"><c>[samples]</c>.</param>
    /// <param name="loss">Which loss.</param>
    /// <param name="first">Samples of the first of two parts; 0: one part.</param>
    /// <param name="isPlain">Evaluates by the definition, for tests: the same numbers, slowly.</param>
    /// <param name="weights">How often each sample of a part counts.</param>
    /// <exception cref="ArgumentException">The stage does not end so; or arrays of other lengths.</exception>
    public ResidualStage(
        Network network, int stage, ReadOnlySpan<short> maps, ReadOnlySpan<byte> labels, LossKind loss, int first = 0, bool isPlain = false, PartWeights weights = default)
        : this(network, stage, StageMaps.Reader(maps, labels.Length, new ResidualShape(network, stage).MapLength), labels, loss, first, isPlain, weights)
    {
    }

    /// <summary>Makes the risk over a memory that is read map by map.</summary>
    /// <inheritdoc cref="ResidualStage(Network, int, ReadOnlySpan{short}, ReadOnlySpan{byte}, LossKind, int, bool, PartWeights)"/>
    public ResidualStage(Network network, int stage, MapReader maps, ReadOnlySpan<byte> labels, LossKind loss, int first = 0, bool isPlain = false, PartWeights weights = default)
        : this(network, stage, new ResidualShape(network, stage), new SampleSlots(labels.Length, first), maps, labels, loss, isPlain, weights)
    {
    }

    // The lanes of 16 slots share a bit: longer vectors are not written for.
    private ResidualStage(
        Network network, int stage, ResidualShape shape, SampleSlots slots, MapReader maps, ReadOnlySpan<byte> labels, LossKind loss, bool isPlain, PartWeights weights)
        : this(network, stage, shape, new ResidualWeights(shape), new ResidualMemory(shape, slots, maps),
            new HeadState(slots, labels, shape.Classes, shape.Exit.Shift, loss, weights), isPlain || System.Numerics.Vector<short>.Count > 16)
    {
    }

    private ResidualStage(Network network, int stage, ResidualShape shape, ResidualWeights weights, ResidualMemory memory, HeadState head, bool isPlain)
        : base(network.Definition, stage, weights, new ResidualUnit(shape, weights, memory, head.Slots, isPlain), head, memory.Bytes, isPlain) => _shape = shape;

    /// <inheritdoc/>
    public override ICentre Given => new ResidualCentre(_shape);
}
