using Inference;
using Optimizers.Chains.Priors;
using Optimizers.Chains.Stages;

namespace Optimizers.Chains.Heads;

/// <summary>
/// An <see cref="EndStage"/> of a sparse layer whose input is added to what it gives, and of an exit of averages and a dense layer: in integers, since the
/// engine's floats do not sum to the same bits in another order. Rows of blocks 0 and 1 hold changes from the shipped weights in units, 0: as shipped,
/// <see cref="SparseWeights.Dead"/>: a true zero.
/// </summary>
/// <remarks>
/// Only stored weights can be unlike 0: a new block would cost the engine as much as any other, 4 weights on every frame, and a patch changes numbers of
/// tensors, never their lengths.
/// </remarks>
public sealed class SparseStage : EndStage
{
    private readonly SparseShape _shape;

    /// <summary>Makes the risk over a memory.</summary>
    /// <param name="network">Where the chain begins; its arrays are not written to.</param>
    /// <param name="stage">From 1.</param>
    /// <param name="maps">What the layer reads in 1/16, within ±127: <c>[samples][channels][Height][Width]</c>.</param>
    /// <param name="labels"><c>[samples]</c>.</param>
    /// <param name="loss">Which loss.</param>
    /// <param name="first">Samples of the first of two parts; 0: one part.</param>
    /// <param name="isPlain">Evaluates by the definition, for tests: the same numbers, slowly.</param>
    /// <param name="weights">How often each sample of a part counts.</param>
    /// <exception cref="ArgumentException">The stage does not end so; or arrays of other lengths.</exception>
    public SparseStage(
        Network network, int stage, ReadOnlySpan<short> maps, ReadOnlySpan<byte> labels, LossKind loss, int first = 0, bool isPlain = false, PartWeights weights = default)
        : this(network, stage, StageMaps.Reader(maps, labels.Length, new SparseShape(network, stage).MapLength), labels, loss, first, isPlain, weights)
    {
    }

    /// <summary>Makes the risk over a memory that is read map by map.</summary>
    /// <inheritdoc cref="SparseStage(Network, int, ReadOnlySpan{short}, ReadOnlySpan{byte}, LossKind, int, bool, PartWeights)"/>
    public SparseStage(Network network, int stage, MapReader maps, ReadOnlySpan<byte> labels, LossKind loss, int first = 0, bool isPlain = false, PartWeights weights = default)
        : this(network, stage, new SparseShape(network, stage), new SampleSlots(labels.Length, first), maps, labels, loss, isPlain, weights)
    {
    }

    private SparseStage(
        Network network, int stage, SparseShape shape, SampleSlots slots, MapReader maps, ReadOnlySpan<byte> labels, LossKind loss, bool isPlain, PartWeights weights)
        : this(network, stage, shape, new SparseWeights(shape), new SparseMemory(shape, slots, maps),
            new HeadState(slots, labels, shape.Classes, shape.Shift, loss, weights), isPlain)
    {
    }

    private SparseStage(Network network, int stage, SparseShape shape, SparseWeights weights, SparseMemory memory, HeadState head, bool isPlain)
        : base(network.Definition, stage, weights, new SparseUnit(shape, weights, memory, head.Slots, isPlain), head, memory.Values.Length, isPlain) => _shape = shape;

    /// <inheritdoc/>
    public override ICentre Given => new SparseCentre(_shape);
}
