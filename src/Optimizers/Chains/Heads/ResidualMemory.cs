using Optimizers.Learning.Memory;

namespace Optimizers.Chains.Heads;

/// <summary>The memory of samples: values at the input of the layer, <c>[place][channel][slot]</c>, and their signs, a bit each.</summary>
/// <remarks>
/// Values that all came out of a <see cref="MapPacking"/> of <see cref="MapPacking.DefaultShift"/> are held as its steps, 8 bits each instead of 16, and are
/// the same numbers when they are read.
/// </remarks>
internal sealed class ResidualMemory
{
    private const int Shift = MapPacking.DefaultShift;

    private readonly ResidualShape _shape;
    private readonly short[] _values = [];
    private readonly sbyte[] _steps = [];

    /// <summary>Lays samples out.</summary>
    /// <param name="shape">Sizes and thresholds.</param>
    /// <param name="slots">Where samples go.</param>
    /// <param name="maps">Reads <c>[Height][Width][InputChannels]</c>.</param>
    public ResidualMemory(ResidualShape shape, SampleSlots slots, MapReader maps)
    {
        _shape = shape;
        Words = slots.Count / 64;
        Slots = slots.Held;
        short[] map = new short[shape.Places * shape.Channels];
        if (AreSteps(slots.Samples, maps, map))
            _steps = new sbyte[map.Length * Slots];
        else
            _values = new short[map.Length * Slots];
        Planes = new ulong[map.Length * Words];
        for (int sample = 0; sample < slots.Samples; sample++)
        {
            maps(sample, map);
            int slot = slots.SlotOf(sample);
            for (int i = 0; i < map.Length; i++)
            {
                if (_steps.Length > 0)
                    _steps[(i * Slots) + slot] = (sbyte)StepOf(map[i], Threshold(i));
                else
                    _values[(i * Slots) + slot] = map[i];
                if (map[i] < Threshold(i))
                    Planes[(i * Words) + SampleSlots.WordOf(slot)] |= 1UL << SampleSlots.BitOf(slot);
            }
        }
    }

    /// <summary>Slots of a row of values: without those after the last sample's 64.</summary>
    public int Slots { get; }

    /// <summary>Signs, 1 = −1: <c>[place][channel][word]</c>, see <see cref="SampleSlots.WordOf"/>.</summary>
    public ulong[] Planes { get; }

    /// <summary>Words of a plane.</summary>
    public int Words { get; }

    /// <summary>Bytes of values and signs.</summary>
    public long Bytes => (sizeof(short) * (long)_values.Length) + _steps.Length + (sizeof(ulong) * (long)Planes.Length);

    /// <summary>Copies the values of a channel at a place, the shortcut.</summary>
    /// <param name="place">Of the map.</param>
    /// <param name="channel">Of the map.</param>
    /// <param name="values"><c>[Slots]</c>.</param>
    public void CopyValues(int place, int channel, Span<short> values)
    {
        int at = (place * _shape.Channels) + channel;
        if (_steps.Length == 0)
        {
            _values.AsSpan(at * Slots, Slots).CopyTo(values);
            return;
        }

        short threshold = Threshold(channel);
        ReadOnlySpan<sbyte> steps = _steps.AsSpan(at * Slots, Slots);
        for (int slot = 0; slot < steps.Length; slot++)
            values[slot] = ValueOf(steps[slot], threshold);
    }

    private static int StepOf(short value, short threshold) => (value - threshold) >> Shift;

    private static short ValueOf(int step, short threshold) => MapPacking.ValueOf(step, threshold, Shift);

    private bool AreSteps(int samples, MapReader maps, short[] map)
    {
        for (int sample = 0; sample < samples; sample++)
        {
            maps(sample, map);
            for (int i = 0; i < map.Length; i++)
            {
                short threshold = Threshold(i);
                int step = StepOf(map[i], threshold);
                if (step != (sbyte)step || ValueOf(step, threshold) != map[i])
                    return false;
            }
        }

        return true;
    }

    private short Threshold(int index) => _shape.Layer.Thresholds[index % _shape.Channels];
}
