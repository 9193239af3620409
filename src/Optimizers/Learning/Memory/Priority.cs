using System.Numerics;
using Inference;

namespace Optimizers.Learning.Memory;

/// <summary>
/// Which sample of a class leaves: the one of the smallest <c>log₂ w − log₂(−log₂ u)</c>, u uniform and fixed by seed and sequence. What stays is then a
/// draw without replacement by weight (Efraimidis and Spirakis 2006, A-Res), <c>w = (1 + min(loss, 3 nats)) · 2^(sequence / half-life)</c>. The weight
/// grows with the sequence instead of falling with age, which orders samples alike at every later time (Cormode and others 2009, forward decay).
/// </summary>
/// <remarks>A hard sample weighs at most four times an easy one: among the hardest are those with wrong labels. Whole numbers: the same on every machine.</remarks>
internal static class Priority
{
    /// <summary>1.0.</summary>
    public const int One = 1 << 16;

    /// <summary>Harder than this counts as this, 1/65536 nats.</summary>
    public const int MostLoss = 3 * One;

    /// <summary>Of a sample, 1/65536 bits.</summary>
    /// <param name="sample">The sample.</param>
    /// <param name="options">Half-life and seed.</param>
    /// <param name="weighsLoss">Whether hard samples weigh more; else w = 2^(sequence / half-life).</param>
    public static long Of(LabelledSample sample, MemoryOptions options, bool weighsLoss)
    {
        ulong draw = SplitMix.Mix(options.Seed, sample.Sequence) | 1;
        long exponential = Math.Max((64L * One) - Log2(draw), 1);
        long age = (long)((UInt128)sample.Sequence * One / (ulong)options.HalfLife);
        return age + Log2((ulong)One + (weighsLoss ? (ulong)Math.Min(sample.Loss, MostLoss) : 0)) - Log2((ulong)exponential);
    }

    /// <summary>log₂ of a number from 1, rounded down to 1/65536: a bit a squaring.</summary>
    public static long Log2(ulong value)
    {
        int whole = BitOperations.Log2(value);
        ulong mantissa = value << (63 - whole) >> 32;
        long log = whole;
        for (int bit = 0; bit < 16; bit++)
        {
            mantissa *= mantissa;
            int one = (int)(mantissa >> 63);
            mantissa >>= 31 + one;
            log = (log << 1) | (uint)one;
        }

        return log;
    }
}
