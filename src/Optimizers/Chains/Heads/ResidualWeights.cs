using Inference.Format;

namespace Optimizers.Chains.Heads;

/// <summary>The weights that a <see cref="ResidualStage"/> moves, held as the model file holds them: a sign is a bit.</summary>
internal sealed class ResidualWeights
{
    private readonly ResidualShape _shape;

    /// <summary>Copies those of the network.</summary>
    public ResidualWeights(ResidualShape shape)
    {
        _shape = shape;
        Signs = [.. shape.Layer.Weights];
        Exit = [.. shape.Exit.Weights];
        Steps = new short[shape.Classes];
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

    /// <summary>What one step adds to a bias.</summary>
    public int BiasUnit { get; }

    /// <summary>Bytes of all.</summary>
    public long Bytes => (sizeof(ulong) * (long)Signs.Length) + (sizeof(short) * (long)(Exit.Length + Steps.Length));

    /// <summary>The bias of a class; beyond 32 bits only where 2¹⁵ steps of 1 do not fit.</summary>
    public long Bias(int k) => _shape.Exit.Biases[k] + ((long)Steps[k] * BiasUnit);

    /// <summary>Where the weight of class k and cell g of a channel stands in <see cref="Exit"/>.</summary>
    public int ExitIndex(int k, int cell, int channel) => (((k * _shape.Cells) + cell) * _shape.Units) + channel;

    /// <summary>Reads the signs of a unit as ±1.</summary>
    public void ReadSigns(int unit, Span<short> row)
    {
        for (int i = 0; i < row.Length; i++)
            row[i] = (short)((Signs[WordOf(unit, i)] >> (i % _shape.Channels % 64) & 1) == 0 ? 1 : -1);
    }

    /// <summary>Flips a sign.</summary>
    public void Flip(int unit, int index) => Signs[WordOf(unit, index)] ^= 1UL << (index % _shape.Channels % 64);

    /// <summary>The layer with these signs.</summary>
    public BinaryResidualDefinition Layer() => _shape.Layer with { Weights = [.. Signs] };

    /// <summary>The exit with these weights; what its threshold promised was of others.</summary>
    public LinearExitDefinition Head() =>
        _shape.Exit with { Weights = [.. Exit], Biases = [.. Enumerable.Range(0, Steps.Length).Select(k => checked((int)Bias(k)))], Certificate = null };

    private int WordOf(int unit, int index) =>
        (((unit * _shape.Taps) + (index / _shape.Channels)) * _shape.TapWords) + (index % _shape.Channels / 64);
}
