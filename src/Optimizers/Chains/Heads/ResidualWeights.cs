using System.Runtime.InteropServices;
using Inference.Format;

namespace Optimizers.Chains.Heads;

/// <summary>The weights that a <see cref="ResidualStage"/> moves, held as the model file holds them: a sign is a bit.</summary>
internal sealed class ResidualWeights : EndWeights
{
    private readonly ResidualShape _shape;
    private readonly short[][] _numbers;

    /// <summary>Copies those of the network.</summary>
    public ResidualWeights(ResidualShape shape)
    {
        _shape = shape;
        Signs = [.. shape.Layer.Weights];
        Exit = [.. shape.Exit.Weights];
        Steps = new short[shape.Classes];
        _numbers = [Exit, Steps];
        // A step moves a logit by 1/256 nat, unless 2¹⁵ of them could leave the 32 bits of a bias.
        BiasUnit = 1 << Math.Min(shape.Exit.Shift + 8, 15);
        while (BiasUnit > 1 && shape.Exit.Biases.Any(bias => Math.Abs((long)bias) + (32768L * BiasUnit) > int.MaxValue))
            BiasUnit /= 2;
    }

    /// <summary>As in <see cref="BinaryResidualDefinition.Weights"/>.</summary>
    public ulong[] Signs { get; }

    /// <summary>As in <see cref="LinearExitDefinition.Weights"/>.</summary>
    public short[] Exit { get; }

    /// <summary><c>[classes]</c>; a bias is that of the network + Steps · <see cref="BiasUnit"/>.</summary>
    public short[] Steps { get; }

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
    public override int Bytes => checked((sizeof(ulong) * Signs.Length) + (sizeof(short) * (Exit.Length + Steps.Length)));

    /// <summary>Writes all, as they lie in memory: words of signs, then 16 bits a weight of the exit and a step.</summary>
    /// <param name="state"><c>[Bytes]</c>.</param>
    public override void CopyTo(Span<byte> state)
    {
        MemoryMarshal.AsBytes(Signs.AsSpan()).CopyTo(state);
        RowBytes.Write(_numbers, state[(sizeof(ulong) * Signs.Length)..]);
    }

    /// <inheritdoc/>
    public override void CopyFrom(ReadOnlySpan<byte> state)
    {
        int signs = sizeof(ulong) * Signs.Length;
        state[..signs].CopyTo(MemoryMarshal.AsBytes(Signs.AsSpan()));
        RowBytes.Read(_numbers, state[signs..]);
    }

    /// <inheritdoc/>
    public override EndWeights Fresh() => new ResidualWeights(_shape);

    /// <inheritdoc/>
    /// <remarks>Beyond 32 bits only where 2¹⁵ steps of 1 do not fit.</remarks>
    public override long Bias(int k) => _shape.Exit.Biases[k] + ((long)Steps[k] * BiasUnit);

    /// <inheritdoc/>
    public override void ReadRow(int block, int unit, Span<short> row)
    {
        if (block == 2)
            Steps.CopyTo(row);
        else if (block == 1)
            ReadExit(unit, row);
        for (int i = 0; block == 0 && i < row.Length; i++)
            row[i] = _shape.SignOf(Signs, unit, i);
    }

    /// <inheritdoc/>
    public override void Set(int block, int unit, int index, short value)
    {
        if (block == 2)
            Steps[index] = value;
        else if (block == 1)
            Exit[ExitIndex(unit, index)] = value;
        else if (_shape.SignOf(Signs, unit, index) != value)
            Signs[_shape.WordOf(unit, index)] ^= 1UL << (index % _shape.Channels % 64);
    }

    /// <inheritdoc/>
    public override long Change(int block, int unit, int index, short before, short after) => (after - before) * (block == 2 ? (long)BiasUnit : 1);

    /// <inheritdoc/>
    public override void ReadExit(int unit, Span<short> exit)
    {
        for (int i = 0; i < exit.Length; i++)
            exit[i] = Exit[ExitIndex(unit, i)];
    }

    /// <inheritdoc/>
    public override bool Coarsen(double share)
    {
        long squares = 0;
        foreach (short weight in _shape.Exit.Weights)
            squares += weight * (long)weight;
        int step = Math.Max(1, (int)(share * Math.Sqrt(squares / (double)Exit.Length)));
        for (int i = 0; i < Exit.Length; i++)
        {
            int given = _shape.Exit.Weights[i], change = Exit[i] - given;
            // To the nearest, in integers: the same on every machine.
            int rounded = (Math.Abs(change) + (step / 2)) / step * step * Math.Sign(change);
            Exit[i] = (short)Math.Clamp(given + rounded, -short.MaxValue, short.MaxValue);
        }

        return true;
    }

    /// <inheritdoc/>
    /// <exception cref="OverflowException">A bias has left 32 bits.</exception>
    public override NetworkDefinition Export(NetworkDefinition network, int stage)
    {
        int[] biases = [.. Enumerable.Range(0, Steps.Length).Select(k => checked((int)Bias(k)))];
        return With(network, stage, new StageDefinition(
            [.. network.Stages[stage - 1].Layers.SkipLast(1), _shape.Layer with { Weights = [.. Signs] }],
            _shape.Exit with { Weights = [.. Exit], Biases = biases }));
    }

    private int ExitIndex(int unit, int index) => _shape.ExitIndex(index / _shape.Cells, index % _shape.Cells, unit);
}
