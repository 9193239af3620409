namespace Optimizers.Gradient;

/// <summary>The state of a training run as bytes.</summary>
internal static class Checkpoint
{
    private static ReadOnlySpan<byte> Magic => "VGCK0002"u8;

    /// <summary>Writes the run.</summary>
    public static void Write(Stream stream, TrainingNetwork network, int step, TimeSpan elapsed, string fingerprint)
    {
        using BinaryWriter writer = new(stream, System.Text.Encoding.UTF8, leaveOpen: true);
        writer.Write(Magic);
        writer.Write(fingerprint);
        writer.Write(step);
        writer.Write(elapsed.Ticks);
        foreach ((string name, float[] values) in Arrays(network))
        {
            writer.Write(name);
            writer.Write(values.Length);
            writer.Write(System.Runtime.InteropServices.MemoryMarshal.AsBytes(values.AsSpan()));
        }
    }

    /// <summary>Reads the run into <paramref name="network"/>; it is changed only when the whole checkpoint fits it.</summary>
    /// <returns>Steps done, and the time they took.</returns>
    /// <exception cref="InvalidDataException">Not a checkpoint, or one of another recipe, seed or set of samples.</exception>
    public static (int Step, TimeSpan Elapsed) Read(Stream stream, TrainingNetwork network, string fingerprint)
    {
        using BinaryReader reader = new(stream, System.Text.Encoding.UTF8, leaveOpen: true);
        try
        {
            if (!reader.ReadBytes(Magic.Length).AsSpan().SequenceEqual(Magic))
                throw new InvalidDataException("checkpoint: the first 8 bytes are not VGCK0002; delete it to begin anew");
            if (reader.ReadString() != fingerprint)
                throw new InvalidDataException("checkpoint: made with another recipe, seed or set of samples; use those again, or delete it to begin anew");
            int step = reader.ReadInt32();
            TimeSpan elapsed = new(reader.ReadInt64());
            List<(float[] Target, float[] Values)> all = [];
            foreach ((string name, float[] values) in Arrays(network))
                all.Add((values, ReadArray(reader, name, values.Length)));
            foreach ((float[] target, float[] values) in all)
                values.CopyTo(target, 0);
            return (step, elapsed);
        }
        catch (Exception fault) when (fault is EndOfStreamException or FormatException or System.Text.DecoderFallbackException)
        {
            throw new InvalidDataException("checkpoint: damaged or cut short; delete it to begin anew");
        }
    }

    private static float[] ReadArray(BinaryReader reader, string name, int length)
    {
        string foundName = reader.ReadString();
        int foundLength = reader.ReadInt32();
        if (foundName != name || foundLength != length)
            throw new InvalidDataException($"checkpoint: found {foundName} of {foundLength}, the recipe expects {name} of {length}; delete it to begin anew");
        float[] values = new float[length];
        reader.BaseStream.ReadExactly(System.Runtime.InteropServices.MemoryMarshal.AsBytes(values.AsSpan()));
        return values;
    }

    private static IEnumerable<(string Name, float[] Values)> Arrays(TrainingNetwork network)
    {
        foreach (Parameter parameter in network.Parameters)
        {
            yield return (parameter.Name, parameter.Value);
            yield return (parameter.Name + ".first", parameter.First);
            yield return (parameter.Name + ".second", parameter.Second);
        }

        foreach (BatchNorm norm in network.Norms)
        {
            yield return (norm.Gain.Name + ".running_mean", norm.RunningMean);
            yield return (norm.Gain.Name + ".running_variance", norm.RunningVariance);
        }

        foreach (BlockMask mask in network.Masks)
            yield return (mask.Name, mask.Kept);
    }
}
