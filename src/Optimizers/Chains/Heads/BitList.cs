using System.Numerics;
using System.Runtime.CompilerServices;

namespace Optimizers.Chains.Heads;

/// <summary>
/// Signs of inputs to be counted at every place of a map: how many of <c>(tap's sign) xor (own)</c> are 1, for 256 slots at once. Counts come as planes,
/// bit by bit, through carry-save adders (Harley and Seal; Warren 2012, "Hacker's Delight", section 5-1).
/// </summary>
internal sealed class BitList
{
    /// <summary>Counts go up to 9 · 2,048.</summary>
    private const int MostPlanes = 15;

    private const int Words = SampleSlots.Block / 64;

    private readonly ResidualMemory _memory;
    private readonly int _stride;
    private readonly int[] _valid;
    private readonly int[] _offsets;
    private readonly int[] _taps;
    private readonly int[] _base;
    private readonly ulong[] _counts;

    /// <summary>Makes room for all inputs of a unit.</summary>
    public BitList(ResidualShape shape, ResidualMemory memory)
    {
        _memory = memory;
        _stride = shape.Channels * memory.Words;
        Channels = shape.Channels;
        _valid = new int[shape.Places];
        for (int place = 0; place < shape.Places; place++)
        {
            for (int tap = 0; tap < shape.Taps; tap++)
                _valid[place] |= shape.IsInside(place, tap) ? 1 << tap : 0;
        }

        _base = [.. Enumerable.Range(0, shape.Taps).Select(tap => shape.Offset(tap) * _stride)];
        _offsets = new int[shape.Inputs];
        _taps = new int[shape.Inputs];
        _counts = new ulong[shape.Places * MostPlanes * Words];
    }

    /// <summary>Signs in the list.</summary>
    public int Count { get; private set; }

    /// <summary>Planes that counts take.</summary>
    public int Planes { get; private set; }

    /// <summary>Channels of the map.</summary>
    public int Channels { get; }

    /// <summary>Bytes of it.</summary>
    public long Bytes => (sizeof(int) * (long)(_valid.Length + _offsets.Length + _taps.Length + _base.Length)) + (sizeof(ulong) * (long)_counts.Length);

    /// <summary>Empties the list.</summary>
    public void Clear() => (Count, Planes) = (0, 0);

    /// <summary>Adds an input of the row.</summary>
    /// <param name="index">(tap, channel).</param>
    /// <param name="isNegative">Whether the tap's sign is turned.</param>
    public void Add(int index, bool isNegative)
    {
        int tap = index / Channels;
        _offsets[Count] = _base[tap] + (index % Channels * _memory.Words);
        _taps[Count++] = tap | (isNegative ? int.MinValue : 0);
        Planes = 32 - BitOperations.LeadingZeroCount((uint)Count);
    }

    /// <summary>The definition: the count at a place for one slot.</summary>
    public int CountAt(int place, int slot)
    {
        int count = 0;
        for (int j = 0; j < Count; j++)
        {
            int tap = _taps[j] & int.MaxValue;
            bool isSet = (_valid[place] >> tap & 1) != 0
                && (_memory.Planes[(place * _stride) + _offsets[j] + SampleSlots.WordOf(slot)] >> SampleSlots.BitOf(slot) & 1) != 0;
            count += isSet != _taps[j] < 0 ? 1 : 0;
        }

        return count;
    }

    /// <summary>The planes of a place, the lowest first: <c>[Planes][4 words]</c>, after <see cref="CountBlock"/>.</summary>
    public ref ulong PlanesOf(int place) => ref _counts[place * MostPlanes * Words];

    /// <summary>Counts at all places for the 256 slots from a multiple of 256.</summary>
    public void CountBlock(int slot)
    {
        int first = slot / 64;
        for (int place = 0; place < _valid.Length; place++)
        {
            for (int word = 0; word < Words; word += Vector<ulong>.Count)
                CountPlace(place, (place * _stride) + first + word, ref _counts[(place * MostPlanes * Words) + word]);
        }
    }

    private void CountPlace(int place, int start, ref ulong planes)
    {
        Vector<ulong> ones = default, twos = default, fours = default;
        int valid = _valid[place], j = 0;
        for (int plane = 3; plane < Planes; plane++)
            Vector<ulong>.Zero.StoreUnsafe(ref planes, (nuint)(plane * Words));
        for (; j + 8 <= Count; j += 8)
        {
            Vector<ulong> two = Carry(ref ones, Load(valid, start, j), Load(valid, start, j + 1));
            Vector<ulong> otherTwo = Carry(ref ones, Load(valid, start, j + 2), Load(valid, start, j + 3));
            Vector<ulong> four = Carry(ref twos, two, otherTwo);
            two = Carry(ref ones, Load(valid, start, j + 4), Load(valid, start, j + 5));
            otherTwo = Carry(ref ones, Load(valid, start, j + 6), Load(valid, start, j + 7));
            Vector<ulong> otherFour = Carry(ref twos, two, otherTwo);
            Ripple(ref planes, Carry(ref fours, four, otherFour));
        }

        for (; j < Count; j++)
        {
            Vector<ulong> carry = Load(valid, start, j), next = ones & carry;
            ones ^= carry;
            carry = twos & next;
            twos ^= next;
            next = fours & carry;
            fours ^= carry;
            if (Planes > 3)
                Ripple(ref planes, next);
        }

        // Room for three planes is there always.
        ones.StoreUnsafe(ref planes);
        twos.StoreUnsafe(ref planes, Words);
        fours.StoreUnsafe(ref planes, 2 * Words);
    }

    private void Ripple(ref ulong planes, Vector<ulong> carry)
    {
        for (int plane = 3; plane < Planes; plane++)
        {
            Vector<ulong> own = Vector.LoadUnsafe(ref planes, (nuint)(plane * Words));
            (own ^ carry).StoreUnsafe(ref planes, (nuint)(plane * Words));
            carry &= own;
            if (carry == Vector<ulong>.Zero)
                return;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private Vector<ulong> Load(int valid, int start, int j)
    {
        int tap = _taps[j];
        Vector<ulong> turned = new((ulong)(long)(tap >> 31));
        return (valid >> tap & 1) == 0 ? turned : turned ^ Vector.LoadUnsafe(ref _memory.Planes[start + _offsets[j]]);
    }

    /// <summary>Adds a and b to a plane of ones; gives the plane of carries.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector<ulong> Carry(ref Vector<ulong> ones, Vector<ulong> a, Vector<ulong> b)
    {
        Vector<ulong> half = ones ^ a, carry = (ones & a) | (half & b);
        ones = half ^ b;
        return carry;
    }
}
