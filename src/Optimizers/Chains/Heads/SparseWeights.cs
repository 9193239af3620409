using System.Runtime.InteropServices;
using Inference.Format;

namespace Optimizers.Chains.Heads;

/// <summary>The weights that a <see cref="SparseStage"/> moves, held as changes from the shipped ones: a byte a weight.</summary>
internal sealed class SparseWeights : EndWeights
{
    /// <summary>The change that stands for a weight of 0, whatever it was.</summary>
    public const short Dead = -128;

    private readonly SparseShape _shape;
    private readonly short[][] _numbers;
    private readonly sbyte[] _layer;
    private readonly sbyte[] _exit;
    private readonly short[] _steps;

    /// <summary>No weight is changed.</summary>
    public SparseWeights(SparseShape shape)
    {
        _shape = shape;
        _layer = new sbyte[shape.Layer.Weights.Length];
        _exit = new sbyte[shape.Head.Weights.Length];
        _steps = new short[shape.Classes];
        _numbers = [_steps];
        // A step moves a logit by 1/256 nat; 2¹⁵ of them stay within 64 bits, which sums have.
        BiasUnit = 1 << Math.Min(shape.Shift + 8, 15);
    }

    /// <inheritdoc/>
    public override int Units => _shape.Units;

    /// <inheritdoc/>
    public override int Inputs => _shape.Inputs;

    /// <inheritdoc/>
    public override int Classes => _shape.Classes;

    /// <inheritdoc/>
    public override int Cells => _shape.Cells;

    /// <inheritdoc/>
    public override string Description => _shape.Description;

    /// <inheritdoc/>
    public override int BiasUnit { get; }

    /// <inheritdoc/>
    public override int Bytes => _layer.Length + _exit.Length + (sizeof(short) * _steps.Length);

    /// <inheritdoc/>
    public override void CopyTo(Span<byte> state)
    {
        MemoryMarshal.AsBytes(_layer.AsSpan()).CopyTo(state);
        MemoryMarshal.AsBytes(_exit.AsSpan()).CopyTo(state[_layer.Length..]);
        RowBytes.Write(_numbers, state[(_layer.Length + _exit.Length)..]);
    }

    /// <inheritdoc/>
    public override void CopyFrom(ReadOnlySpan<byte> state)
    {
        state[.._layer.Length].CopyTo(MemoryMarshal.AsBytes(_layer.AsSpan()));
        state.Slice(_layer.Length, _exit.Length).CopyTo(MemoryMarshal.AsBytes(_exit.AsSpan()));
        RowBytes.Read(_numbers, state[(_layer.Length + _exit.Length)..]);
    }

    /// <inheritdoc/>
    public override EndWeights Fresh() => new SparseWeights(_shape);

    /// <inheritdoc/>
    /// <remarks>Past a unit's stored weights its row is 0.</remarks>
    public override void ReadRow(int block, int unit, Span<short> row)
    {
        row.Clear();
        for (int i = 0; i < (block == 0 ? _shape.Count(unit) : row.Length); i++)
            row[i] = block == 2 ? _steps[i] : block == 1 ? _exit[_shape.ExitAt(unit, i)] : _layer[_shape.At(unit, i)];
    }

    /// <inheritdoc/>
    public override void Set(int block, int unit, int index, short value)
    {
        if (block == 2)
            _steps[index] = value;
        else if (block == 1)
            _exit[_shape.ExitAt(unit, index)] = (sbyte)value;
        else
            _layer[_shape.At(unit, index)] = (sbyte)value;
    }

    /// <inheritdoc/>
    public override long Change(int block, int unit, int index, short before, short after) => block == 2
        ? (after - before) * (long)BiasUnit
        : ExitInteger(_shape.ExitAt(unit, index), after) - ExitInteger(_shape.ExitAt(unit, index), before);

    /// <inheritdoc/>
    public override void ReadExit(int unit, Span<short> exit)
    {
        for (int i = 0; i < exit.Length; i++)
            exit[i] = (short)ExitInteger(_shape.ExitAt(unit, i), _exit[_shape.ExitAt(unit, i)]);
    }

    /// <summary>A weight of a unit of the layer, in 2^−LayerBits, as it is.</summary>
    public int Layer(int unit, int index) => LayerInteger(_shape.At(unit, index), _layer[_shape.At(unit, index)]);

    /// <summary>The same at a given change.</summary>
    public int Layer(int unit, int index, short change) => LayerInteger(_shape.At(unit, index), change);

    /// <inheritdoc/>
    public override long Bias(int k) => (long)Math.Round(_shape.Head.Biases[k] * _shape.BiasGrid) + ((long)_steps[k] * BiasUnit);

    /// <inheritdoc/>
    /// <remarks>A weight that is not changed stays as it was shipped, bit for bit.</remarks>
    public override NetworkDefinition Export(NetworkDefinition network, int stage)
    {
        float[] layer = [.. _shape.Layer.Weights], exit = [.. _shape.Head.Weights], biases = [.. _shape.Head.Biases];
        Change(layer, _layer, _shape.LayerUnit / (double)(1L << _shape.LayerBits));
        Change(exit, _exit, _shape.ExitUnit / _shape.ExitGrid);
        for (int k = 0; k < biases.Length; k++)
            biases[k] = _steps[k] == 0 ? biases[k] : (float)(biases[k] + (_steps[k] * BiasUnit / _shape.BiasGrid));
        IReadOnlyList<LayerDefinition> before = network.Stages[stage - 1].Layers;
        return With(network, stage, new StageDefinition(
            [.. before.SkipLast(2), _shape.Layer with { Weights = layer }, before[^1]],
            _shape.Exit with { Layers = [.. _shape.Exit.Layers.SkipLast(1), _shape.Head with { Weights = exit, Biases = biases }] }));
    }

    private static void Change(float[] weights, sbyte[] changes, double unit)
    {
        for (int i = 0; i < weights.Length; i++)
        {
            if (changes[i] != 0)
                weights[i] = changes[i] == Dead ? 0 : (float)(weights[i] + (changes[i] * unit));
        }
    }

    private int LayerInteger(int at, short change) => change == Dead ? 0 : _shape.LayerInteger(at) + (change * _shape.LayerUnit);

    private int ExitInteger(int at, short change) => change == Dead ? 0 : _shape.ExitInteger(at) + (change * _shape.ExitUnit);
}
