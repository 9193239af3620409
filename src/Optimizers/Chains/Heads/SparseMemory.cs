namespace Optimizers.Chains.Heads;

/// <summary>The memory of samples of a sparse stage: inputs of its last layer in 8 bits, <c>[channel][place][slot]</c>.</summary>
internal sealed class SparseMemory
{
    /// <summary>Lays samples out.</summary>
    /// <param name="shape">Sizes.</param>
    /// <param name="slots">Where samples go.</param>
    /// <param name="maps">Reads <c>[channels][Height][Width]</c>, within ±<see cref="SparseShape.MostInput"/>.</param>
    /// <exception cref="ArgumentException">A number beyond.</exception>
    public SparseMemory(SparseShape shape, SampleSlots slots, MapReader maps)
    {
        short[] map = new short[shape.Units * shape.Places];
        Slots = slots.Held;
        Values = new sbyte[map.Length * Slots];
        for (int sample = 0; sample < slots.Samples; sample++)
        {
            maps(sample, map);
            int slot = slots.SlotOf(sample);
            for (int i = 0; i < map.Length; i++)
            {
                if (Math.Abs((int)map[i]) > SparseShape.MostInput)
                    throw new ArgumentException($"found {map[i]} in a map, expected ±{SparseShape.MostInput}", nameof(maps));
                Values[(i * Slots) + slot] = (sbyte)map[i];
            }
        }
    }

    /// <summary>Inputs: <c>[channel][place][slot]</c>.</summary>
    public sbyte[] Values { get; }

    /// <summary>Slots of a row of values: without those after the last sample's 64.</summary>
    public int Slots { get; }
}
