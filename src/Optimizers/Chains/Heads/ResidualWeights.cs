using System.Runtime.InteropServices;
using Inference.Format;

namespace Optimizers.Chains.Heads;

/// <summary>The weights that a <see cref="ResidualStage"/> moves, held as the model file holds them: a sign is a bit.</summary>
internal sealed class ResidualWeights
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

    /// <summary>What one step adds to a bias.</summary>
    public int BiasUnit { get; }

    /// <summary>Bytes of all.</summary>
    public long Bytes => (sizeof(ulong) * (long)Signs.Length) + (sizeof(short) * (long)(Exit.Length + Steps.Length));

    /// <summary>Writes all, as they lie in memory: words of signs, then 16 bits a weight of the exit and a step.</summary>
    /// <param name="state"><c>[Bytes]</c>.</param>
    public void CopyTo(Span<byte> state)
    {
        MemoryMarshal.AsBytes(Signs.AsSpan()).CopyTo(state);
        RowBytes.Write(_numbers, state[(sizeof(ulong) * Signs.Length)..]);
    }

    /// <summary>Reads what <see cref="CopyTo"/> wrote.</summary>
    /// <param name="state"><c>[Bytes]</c>.</param>
    public void CopyFrom(ReadOnlySpan<byte> state)
    {
        int signs = sizeof(ulong) * Signs.Length;
        state[..signs].CopyTo(MemoryMarshal.AsBytes(Signs.AsSpan()));
        RowBytes.Read(_numbers, state[signs..]);
    }

    /// <summary>The bias of a class; beyond 32 bits only where 2¹⁵ steps of 1 do not fit.</summary>
    public long Bias(int k) => _shape.Exit.Biases[k] + ((long)Steps[k] * BiasUnit);

    /// <summary>Reads the signs of a unit as ±1.</summary>
    public void ReadSigns(int unit, Span<short> row)
    {
        for (int i = 0; i < row.Length; i++)
            row[i] = _shape.SignOf(Signs, unit, i);
    }

    /// <summary>Flips a sign.</summary>
    public void Flip(int unit, int index) => Signs[_shape.WordOf(unit, index)] ^= 1UL << (index % _shape.Channels % 64);

    /// <summary>The network with these weights. Certificates are left out: what they promised was of other weights.</summary>
    /// <exception cref="OverflowException">A bias has left 32 bits.</exception>
    public NetworkDefinition Export(NetworkDefinition network, int stage)
    {
        StageDefinition[] stages = [.. network.Stages.Select(one => one with { Exit = one.Exit with { Certificate = null } })];
        int[] biases = [.. Enumerable.Range(0, Steps.Length).Select(k => checked((int)Bias(k)))];
        stages[stage - 1] = new StageDefinition(
            [.. stages[stage - 1].Layers.SkipLast(1), _shape.Layer with { Weights = [.. Signs] }],
            _shape.Exit with { Weights = [.. Exit], Biases = biases, Certificate = null });
        return network with { Stages = stages };
    }
}
