using Inference;
using Optimizers.Learning.Memory;

namespace Optimizers.Tests.Learning.Memory;

/// <summary>Small memories and what is put into them; every one follows from a seed.</summary>
internal static class SomeMemory
{
    public const int Values = 8;

    public static MemoryOptions Options(int capacity = 420, int classes = 2, int values = Values) =>
        new("0123", 3, classes, new MapPacking(values, [5, -300, 0, 40], shift: 4)) { Capacity = capacity, HalfLife = 8, Seed = 11 };

    public static short[] Map(ref SplitMix random, int values = Values, int size = 400)
    {
        short[] map = new short[values];
        for (int i = 0; i < values; i++)
            map[i] = (short)(random.Next(2 * size) - size);
        return map;
    }

    /// <summary>Offers a random sample: classes of unlike frequency, every second one with an event that now and then comes again.</summary>
    public static InsertAnswer Insert(SampleMemory memory, ref SplitMix random, int classes = 2, int values = Values)
    {
        byte label = (byte)Math.Min(random.Next(classes), random.Next(classes));
        string name = random.Chance(0.5) ? $"e{random.Next(400)}" : "";
        return memory.Insert(Map(ref random, values), label, (LabelSource)random.Next(5), name, random.Next(1 << 30), random.Next(5 << 16));
    }

    /// <summary>One of the calls that change a memory.</summary>
    public static void Change(SampleMemory memory, ref SplitMix random)
    {
        if (!random.Chance(0.15))
        {
            Insert(memory, ref random);
            return;
        }

        MemoryPart part = (MemoryPart)random.Next(2);
        int[] losses = new int[memory.Samples(part).Count];
        for (int i = 0; i < losses.Length; i++)
            losses[i] = random.Next(2) << 16;
        memory.Rescore(part, losses);
    }
}
