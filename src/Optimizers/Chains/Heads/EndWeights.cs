using Inference.Format;

namespace Optimizers.Chains.Heads;

/// <summary>The weights that an <see cref="EndStage"/> moves. Block 0: a unit's of the last layer; 1: the exit's that read a unit, <c>[class][cell]</c>; 2: biases of the exit, <c>[class]</c> in steps.</summary>
internal abstract class EndWeights
{
    /// <summary>Output channels of the layer.</summary>
    public abstract int Units { get; }

    /// <summary>Weights of a row of the layer.</summary>
    public abstract int Inputs { get; }

    /// <summary>Classes.</summary>
    public abstract int Classes { get; }

    /// <summary>Cells of the exit.</summary>
    public abstract int Cells { get; }

    /// <summary>Sizes, and a hash of all numbers of layer and exit.</summary>
    public abstract string Description { get; }

    /// <summary>What one step adds to a bias.</summary>
    public abstract int BiasUnit { get; }

    /// <summary>Bytes of all.</summary>
    public abstract int Bytes { get; }

    /// <summary>Writes all.</summary>
    /// <param name="state"><c>[Bytes]</c>.</param>
    public abstract void CopyTo(Span<byte> state);

    /// <summary>Reads what <see cref="CopyTo"/> wrote.</summary>
    /// <param name="state"><c>[Bytes]</c>.</param>
    public abstract void CopyFrom(ReadOnlySpan<byte> state);

    /// <summary>The weights that were shipped, by themselves.</summary>
    public abstract EndWeights Fresh();

    /// <summary>Reads a row.</summary>
    public abstract void ReadRow(int block, int unit, Span<short> row);

    /// <summary>Sets a number of a row.</summary>
    public abstract void Set(int block, int unit, int index, short value);

    /// <summary>What a change of a number of block 1 or 2 adds to the exit's integer.</summary>
    public abstract long Change(int block, int unit, int index, short before, short after);

    /// <summary>Reads the exit's integers of a unit, <c>[class][cell]</c>.</summary>
    public abstract void ReadExit(int unit, Span<short> exit);

    /// <summary>The bias of a class, in the exit's integers.</summary>
    public abstract long Bias(int k);

    /// <summary>Rounds what the exit's weights have moved from the shipped ones to multiples of a step.</summary>
    /// <param name="share">The step, as a share of the shipped weights' root mean square; above 0.</param>
    /// <returns>False, and nothing is rounded, where few weights move, so that there is nothing to gain.</returns>
    public virtual bool Coarsen(double share) => false;

    /// <summary>The network with these weights. Certificates are left out: what they promised was of other weights.</summary>
    public abstract NetworkDefinition Export(NetworkDefinition network, int stage);

    /// <summary>A network with another end of a stage and no certificates.</summary>
    protected static NetworkDefinition With(NetworkDefinition network, int stage, StageDefinition end)
    {
        StageDefinition[] stages = [.. network.Stages.Select(one => one with { Exit = one.Exit with { Certificate = null } })];
        stages[stage - 1] = end with { Exit = end.Exit with { Certificate = null } };
        return network with { Stages = stages };
    }
}
