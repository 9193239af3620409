using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Inference.Kernels;

/// <content>
/// The inner loops of binary convolution. A look-up gives a byte of two counts of at most 4, one a pixel. Three are added before
/// the nibbles could meet (12 &lt; 16); then the byte goes to <c>total</c> and, shifted right by a nibble as 16-bit numbers, to
/// <c>high</c>. Both wrap around at 256, and <see cref="Settle"/> still finds the four counts of two lanes, since each is below 256.
/// </content>
public readonly unsafe partial struct Avx2Kernels
{
    /// <summary>Adds the counts of one input row under a kernel row or several; the first <paramref name="fresh"/> vectors start anew.</summary>
    private static void Count(ushort* offsets, byte* weights, int vectors, in LookUpWalk walk, short* counts, int fresh)
    {
        if (vectors == 4)
            Count4(offsets, weights, walk, counts, fresh);
        else if (vectors == 3 && walk.WeightStep == 3 * Lanes)
            Count3(offsets, weights, walk, counts, fresh);
        else
        {
            for (int vector = 0; vector < vectors; vector += 2)
            {
                if (vector + 2 <= vectors)
                    Count2(offsets, weights + vector * Lanes, walk, counts, vector, fresh);
                else
                    Count1(offsets, weights + vector * Lanes, walk, counts + walk.Target(vector), vector < fresh);
            }
        }
    }

    /// <summary>Four vectors a table, which are always all of a set: the step is known.</summary>
    private static void Count4(ushort* offsets, byte* weights, in LookUpWalk walk, short* counts, int fresh)
    {
        byte* tables = PairCounts.Pointer;
        int lookUps = walk.LookUps;
        const int Step = 4 * Lanes;
        long stride = walk.Stride;
        long target1 = walk.Target(1), target2 = walk.Target(2), target3 = walk.Target(3);
        for (int pair = 0; pair < walk.Pairs; pair++, offsets += walk.PairStep, counts += 2 * stride)
        {
            Vector256<byte> total0 = default, total1 = default, total2 = default, total3 = default;
            Vector256<byte> high0 = default, high1 = default, high2 = default, high3 = default;
            byte* weight = weights;
            ushort* at = offsets, end = offsets + lookUps;
            for (; at + 3 <= end; at += 3, weight += 3 * Step)
            {
                Vector256<byte> a = Table(tables, at[0]), b = Table(tables, at[1]), c = Table(tables, at[2]);
                Add(a, b, c, weight, Step, ref total0, ref high0);
                Add(a, b, c, weight + Lanes, Step, ref total1, ref high1);
                Add(a, b, c, weight + 2 * Lanes, Step, ref total2, ref high2);
                Add(a, b, c, weight + 3 * Lanes, Step, ref total3, ref high3);
            }

            for (; at < end; at++, weight += Step)
            {
                Vector256<byte> a = Table(tables, at[0]);
                Add(a, weight, ref total0, ref high0);
                Add(a, weight + Lanes, ref total1, ref high1);
                Add(a, weight + 2 * Lanes, ref total2, ref high2);
                Add(a, weight + 3 * Lanes, ref total3, ref high3);
            }

            Settle(total0, high0, counts, stride, fresh > 0);
            Settle(total1, high1, counts + target1, stride, fresh > 1);
            Settle(total2, high2, counts + target2, stride, fresh > 2);
            Settle(total3, high3, counts + target3, stride, fresh > 3);
        }
    }

    /// <summary>Three vectors a table, all of a set.</summary>
    private static void Count3(ushort* offsets, byte* weights, in LookUpWalk walk, short* counts, int fresh)
    {
        byte* tables = PairCounts.Pointer;
        int lookUps = walk.LookUps;
        const int Step = 3 * Lanes;
        long stride = walk.Stride;
        long target1 = walk.Target(1), target2 = walk.Target(2);
        for (int pair = 0; pair < walk.Pairs; pair++, offsets += walk.PairStep, counts += 2 * stride)
        {
            Vector256<byte> total0 = default, total1 = default, total2 = default;
            Vector256<byte> high0 = default, high1 = default, high2 = default;
            byte* weight = weights;
            ushort* at = offsets, end = offsets + lookUps;
            for (; at + 3 <= end; at += 3, weight += 3 * Step)
            {
                Vector256<byte> a = Table(tables, at[0]), b = Table(tables, at[1]), c = Table(tables, at[2]);
                Add(a, b, c, weight, Step, ref total0, ref high0);
                Add(a, b, c, weight + Lanes, Step, ref total1, ref high1);
                Add(a, b, c, weight + 2 * Lanes, Step, ref total2, ref high2);
            }

            for (; at < end; at++, weight += Step)
            {
                Vector256<byte> a = Table(tables, at[0]);
                Add(a, weight, ref total0, ref high0);
                Add(a, weight + Lanes, ref total1, ref high1);
                Add(a, weight + 2 * Lanes, ref total2, ref high2);
            }

            Settle(total0, high0, counts, stride, fresh > 0);
            Settle(total1, high1, counts + target1, stride, fresh > 1);
            Settle(total2, high2, counts + target2, stride, fresh > 2);
        }
    }

    /// <summary>Two vectors a table, of a set of two or more.</summary>
    private static void Count2(ushort* offsets, byte* weights, in LookUpWalk walk, short* counts, int vector, int fresh)
    {
        byte* tables = PairCounts.Pointer;
        int lookUps = walk.LookUps;
        long step = walk.WeightStep, stride = walk.Stride;
        long target0 = walk.Target(vector), target1 = walk.Target(vector + 1);
        for (int pair = 0; pair < walk.Pairs; pair++, offsets += walk.PairStep, counts += 2 * stride)
        {
            Vector256<byte> total0 = default, total1 = default;
            Vector256<byte> high0 = default, high1 = default;
            byte* weight = weights;
            ushort* at = offsets, end = offsets + lookUps;
            for (; at + 3 <= end; at += 3, weight += 3 * step)
            {
                Vector256<byte> a = Table(tables, at[0]), b = Table(tables, at[1]), c = Table(tables, at[2]);
                Add(a, b, c, weight, step, ref total0, ref high0);
                Add(a, b, c, weight + Lanes, step, ref total1, ref high1);
            }

            for (; at < end; at++, weight += step)
            {
                Vector256<byte> a = Table(tables, at[0]);
                Add(a, weight, ref total0, ref high0);
                Add(a, weight + Lanes, ref total1, ref high1);
            }

            Settle(total0, high0, counts + target0, stride, vector < fresh);
            Settle(total1, high1, counts + target1, stride, vector + 1 < fresh);
        }
    }

    /// <summary>One vector a table.</summary>
    private static void Count1(ushort* offsets, byte* weights, in LookUpWalk walk, short* counts, bool fresh)
    {
        byte* tables = PairCounts.Pointer;
        int lookUps = walk.LookUps;
        long step = walk.WeightStep, stride = walk.Stride;
        for (int pair = 0; pair < walk.Pairs; pair++, offsets += walk.PairStep, counts += 2 * stride)
        {
            Vector256<byte> total0 = default;
            Vector256<byte> high0 = default;
            byte* weight = weights;
            ushort* at = offsets, end = offsets + lookUps;
            for (; at + 3 <= end; at += 3, weight += 3 * step)
            {
                Vector256<byte> a = Table(tables, at[0]), b = Table(tables, at[1]), c = Table(tables, at[2]);
                Add(a, b, c, weight, step, ref total0, ref high0);
            }

            for (; at < end; at++, weight += step)
            {
                Vector256<byte> a = Table(tables, at[0]);
                Add(a, weight, ref total0, ref high0);
            }

            Settle(total0, high0, counts, stride, fresh);
        }
    }

    private static Vector256<byte> Table(byte* tables, ushort offset) => Avx2.BroadcastVector128ToVector256(tables + offset);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Add(
        Vector256<byte> a, Vector256<byte> b, Vector256<byte> c, byte* weight, long step, ref Vector256<byte> total, ref Vector256<byte> high)
    {
        Vector256<byte> sum = Avx2.Shuffle(a, Vector256.Load(weight)) + Avx2.Shuffle(b, Vector256.Load(weight + step));
        sum += Avx2.Shuffle(c, Vector256.Load(weight + 2 * step));
        total += sum;
        high += (sum.AsUInt16() >> 4).AsByte();
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Add(Vector256<byte> a, byte* weight, ref Vector256<byte> total, ref Vector256<byte> high)
    {
        Vector256<byte> sum = Avx2.Shuffle(a, Vector256.Load(weight));
        total += sum;
        high += (sum.AsUInt16() >> 4).AsByte();
    }

    /// <summary>
    /// Adds the counts of 32 channels of two pixels: even lanes to 16 numbers, odd lanes to the next 16. With a and b the counts of
    /// the two pixels, e and o an even lane and the odd one after it, modulo 256: total = a + 16·b in each lane, high = b_e + 16·a_o in
    /// the even lane (the shift moved a nibble over) and b_o in the odd one. So from the odd lane back: b_o, a_o, b_e, a_e.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Settle(Vector256<byte> total, Vector256<byte> high, short* counts, long stride, bool fresh)
    {
        Vector256<ushort> bytes = Vector256.Create((ushort)255);
        Vector256<ushort> bOdd = high.AsUInt16() >> 8;
        Vector256<ushort> aOdd = ((total.AsUInt16() >> 8) - (bOdd << 4)) & bytes;
        Vector256<ushort> bEven = (high.AsUInt16() - (aOdd << 4)) & bytes;
        Vector256<ushort> aEven = (total.AsUInt16() - (bEven << 4)) & bytes;
        ushort* first = (ushort*)counts, second = (ushort*)counts + stride;
        if (!fresh)
        {
            aEven += Vector256.Load(first);
            aOdd += Vector256.Load(first + 16);
            bEven += Vector256.Load(second);
            bOdd += Vector256.Load(second + 16);
        }

        aEven.Store(first);
        aOdd.Store(first + 16);
        bEven.Store(second);
        bOdd.Store(second + 16);
    }
}
