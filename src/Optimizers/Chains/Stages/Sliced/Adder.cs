using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Optimizers.Chains.Stages.Sliced;

/// <summary>Additions to sums that lie bit by bit: sums[p] is bit p of 64, 128 or 256 sums, two's complement.</summary>
/// <typeparam name="T">A bundle of words.</typeparam>
/// <typeparam name="TWords">What can be done with it.</typeparam>
internal static class Adder<T, TWords>
    where T : unmanaged
    where TWords : struct, IWords<T>
{
    /// <summary>Adds one number to all sums.</summary>
    public static void AddConstant(Span<T> sums, int constant)
    {
        if (constant == 0)
            return;
        T carry = TWords.Zero;
        for (int p = 0; p < sums.Length; p++)
        {
            T bit = sums[p];
            if ((constant >> Math.Min(p, 31) & 1) == 0)
            {
                sums[p] = TWords.Xor(bit, carry);
                carry = TWords.And(bit, carry);
            }
            else
            {
                sums[p] = TWords.Xor(TWords.Xor(bit, TWords.Ones), carry);
                carry = TWords.Or(bit, carry);
            }
        }
    }

    /// <summary>Adds 1 to the sums whose bit is set, or takes 1 away.</summary>
    public static void AddBit(Span<T> sums, T carry, bool isFalling)
    {
        T flip = isFalling ? TWords.Ones : TWords.Zero;
        for (int p = 0; p < sums.Length; p++)
        {
            T bit = sums[p];
            sums[p] = TWords.Xor(bit, carry);
            carry = TWords.And(TWords.Xor(bit, flip), carry);
        }
    }

    /// <summary>Adds a signed byte a sum, whose eight planes lie <paramref name="pitch"/> words apart, or takes it away.</summary>
    public static void AddByte(Span<T> sums, ref ulong source, int pitch, int shift, bool isFalling)
    {
        // −x = not x + 1; above its eight bits a byte goes on with its sign.
        T flip = isFalling ? TWords.Ones : TWords.Zero, carry = flip, x = TWords.Zero;
        for (int p = 0; p < sums.Length; p++)
        {
            if (p < 8)
            {
                x = TWords.Xor(shift == 0 ? TWords.Load(ref source) : TWords.Shifted(ref source, shift), flip);
                source = ref Unsafe.Add(ref source, pitch);
            }

            T bit = sums[p], half = TWords.Xor(bit, x);
            sums[p] = TWords.Xor(half, carry);
            carry = TWords.Or(TWords.And(bit, x), TWords.And(half, carry));
        }
    }

    /// <summary>
    /// Adds to each sum the number of taps whose bit is set. Carry-save adders (Harley and Seal; Warren, Hacker's Delight, section 5-2) take in eight
    /// planes for one carry into the sums.
    /// </summary>
    /// <param name="sums">From the plane that a count of 1 is added to.</param>
    /// <param name="source">The first word of all planes, moved on to the word wanted.</param>
    /// <param name="taps">Planes.</param>
    /// <param name="turn">All ones: the taps whose bit is not set are counted; else 0.</param>
    public static void AddCounts(Span<T> sums, ref ulong source, ReadOnlySpan<Tap> taps, ulong turn)
    {
        T ones = TWords.Zero, twos = TWords.Zero, fours = TWords.Zero;
        ref T low = ref MemoryMarshal.GetReference(sums);
        ref Tap tap = ref MemoryMarshal.GetReference(taps);
        int i = 0;
        for (; i + 8 <= taps.Length; i += 8)
        {
            AddCarry(ref ones, Bits(ref source, ref tap, i, turn), Bits(ref source, ref tap, i + 1, turn), out T twosA);
            AddCarry(ref ones, Bits(ref source, ref tap, i + 2, turn), Bits(ref source, ref tap, i + 3, turn), out T twosB);
            AddCarry(ref twos, twosA, twosB, out T foursA);
            AddCarry(ref ones, Bits(ref source, ref tap, i + 4, turn), Bits(ref source, ref tap, i + 5, turn), out twosA);
            AddCarry(ref ones, Bits(ref source, ref tap, i + 6, turn), Bits(ref source, ref tap, i + 7, turn), out twosB);
            AddCarry(ref twos, twosA, twosB, out T foursB);
            AddCarry(ref fours, foursA, foursB, out T eights);
            Ripple(ref low, 3, sums.Length, eights);
        }

        for (; i < taps.Length; i++)
        {
            T carry = Bits(ref source, ref tap, i, turn), old = ones;
            ones = TWords.Xor(ones, carry);
            carry = TWords.And(old, carry);
            old = twos;
            twos = TWords.Xor(twos, carry);
            carry = TWords.And(old, carry);
            old = fours;
            fours = TWords.Xor(fours, carry);
            Ripple(ref low, 3, sums.Length, TWords.And(old, carry));
        }

        Ripple(ref low, 0, sums.Length, ones);
        if (taps.Length > 1)
            Ripple(ref low, 1, sums.Length, twos);
        if (taps.Length > 3)
            Ripple(ref low, 2, sums.Length, fours);
    }

    /// <summary>The plane of a tap, turned over where its mask says so.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static T Bits(ref ulong source, ref Tap first, int index, ulong turn)
    {
        ref Tap tap = ref Unsafe.Add(ref first, index);
        ref ulong words = ref Unsafe.Add(ref source, tap.Offset);
        T bits = tap.Shift == 0 ? TWords.Load(ref words) : TWords.Shifted(ref words, tap.Shift);
        return TWords.Xor(bits, TWords.All(tap.Mask ^ turn));
    }

    /// <summary>a + b + c: the low bit to <paramref name="sum"/>, the high one to <paramref name="carry"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void AddCarry(ref T sum, T b, T c, out T carry)
    {
        T half = TWords.Xor(sum, b);
        carry = TWords.Or(TWords.And(sum, b), TWords.And(half, c));
        sum = TWords.Xor(half, c);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Ripple(ref T low, int from, int to, T carry)
    {
        for (int p = from; p < to; p++)
        {
            ref T plane = ref Unsafe.Add(ref low, p);
            T bit = plane;
            plane = TWords.Xor(bit, carry);
            carry = TWords.And(bit, carry);
        }
    }
}
