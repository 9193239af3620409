namespace Optimizers.Chains.Heads;

/// <summary>The memory of samples: values at the input of the layer, <c>[place][channel][slot]</c>, and their signs, a bit each.</summary>
internal sealed class ResidualMemory
{
    /// <summary>Lays samples out.</summary>
    /// <param name="shape">Sizes and thresholds.</param>
    /// <param name="slots">Where samples go.</param>
    /// <param name="maps"><c>[samples][Height][Width][InputChannels]</c>.</param>
    public ResidualMemory(ResidualShape shape, SampleSlots slots, ReadOnlySpan<short> maps)
    {
        int elements = shape.Places * shape.Channels;
        if (maps.Length != slots.Samples * elements)
            throw new ArgumentException($"found {maps.Length} numbers of maps, expected {slots.Samples} × {elements}", nameof(maps));
        Words = slots.Count / 64;
        Values = new short[elements * slots.Count];
        Planes = new ulong[elements * Words];
        for (int sample = 0; sample < slots.Samples; sample++)
        {
            int slot = slots.SlotOf(sample);
            for (int i = 0; i < elements; i++)
            {
                short value = maps[(sample * elements) + i];
                Values[(i * slots.Count) + slot] = value;
                if (value < shape.Layer.Thresholds[i % shape.Channels])
                    Planes[(i * Words) + SampleSlots.WordOf(slot)] |= 1UL << SampleSlots.BitOf(slot);
            }
        }
    }

    /// <summary>Values, the shortcut: <c>[place][channel][slot]</c>.</summary>
    public short[] Values { get; }

    /// <summary>Signs, 1 = −1: <c>[place][channel][word]</c>, see <see cref="SampleSlots.WordOf"/>.</summary>
    public ulong[] Planes { get; }

    /// <summary>Words of a plane.</summary>
    public int Words { get; }

    /// <summary>Bytes of both.</summary>
    public long Bytes => (sizeof(short) * (long)Values.Length) + (sizeof(ulong) * (long)Planes.Length);
}
