using System.Globalization;
using System.Runtime.InteropServices;

namespace Optimizers.Chains.Stages;

/// <summary>The risk of a stage, whose weights, answers and output can be read. What a chain needs besides follows from shape and weights.</summary>
public interface IStageRisk : IRisk
{
    /// <summary>The stage.</summary>
    StageShape Shape { get; }

    /// <summary>The weights as they are; only this object may change them.</summary>
    StageWeights Weights { get; }

    /// <inheritdoc/>
    string IRisk.Description => string.Create(
        CultureInfo.InvariantCulture,
        $"bytes {Shape.TakesBytes}, grid {Shape.Grid}, classes {Shape.Classes}, scale {Shape.LogitScale}; {string.Join("; ", Shape.Layers)}");

    /// <inheritdoc/>
    int IRisk.Blocks => Shape.Blocks;

    /// <inheritdoc/>
    int IRisk.StateBytes => Weights.Bytes;

    /// <summary>Copies the logits of all samples as they are, in units of LogitScale/65536 nats.</summary>
    /// <param name="logits"><c>[samples][classes]</c>.</param>
    void CopyLogits(Span<int> logits);

    /// <summary>Copies the output of the last layer, the input of the next stage.</summary>
    /// <param name="outputs"><c>[samples][row][column][channel]</c>, ±1.</param>
    void CopyOutputs(Span<sbyte> outputs);

    /// <inheritdoc/>
    int IRisk.Units(int block) => Shape.Units(block);

    /// <inheritdoc/>
    int IRisk.RowLength(int block) => Shape.Row(block);

    /// <inheritdoc/>
    void IRisk.CopyState(Span<byte> state) => Weights.CopyTo(state);

    /// <inheritdoc/>
    void IRisk.SetState(ReadOnlySpan<byte> state) => ChainWeights.Set(this, MemoryMarshal.Cast<byte, short>(state));
}
