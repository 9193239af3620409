using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

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
    private readonly int[] _turns;
    private readonly int[] _turned;
    private readonly int[] _base;
    private readonly ulong[] _counts;
    private bool _isOrdered;
    private int _counted = -1;

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
        _turns = new int[shape.Inputs];
        _turned = new int[shape.Taps];
        _counts = new ulong[shape.Places * MostPlanes * Words];
    }

    /// <summary>Signs in the list.</summary>
    public int Count { get; private set; }

    /// <summary>Planes that counts take.</summary>
    public int Planes { get; private set; }

    /// <summary>Channels of the map.</summary>
    public int Channels { get; }

    /// <summary>Bytes of it.</summary>
    public long Bytes => (sizeof(int) * (long)(_valid.Length + _offsets.Length + _taps.Length + _turns.Length + _turned.Length + _base.Length)) + (sizeof(ulong) * (long)_counts.Length);

    /// <summary>Empties the list.</summary>
    public void Clear()
    {
        (Count, Planes, _isOrdered, _counted) = (0, 0, true, -1);
        Array.Clear(_turned);
    }

    /// <summary>Adds an input of the row.</summary>
    /// <param name="index">(tap, channel).</param>
    /// <param name="isNegative">Whether the tap's sign is turned.</param>
    public void Add(int index, bool isNegative)
    {
        int tap = index / Channels;
        _counted = -1;
        _isOrdered &= Count == 0 || _taps[Count - 1] <= tap;
        _offsets[Count] = _base[tap] + (index % Channels * _memory.Words);
        _turns[Count] = isNegative ? -1 : 0;
        _taps[Count++] = tap;
        _turned[tap] += isNegative ? 1 : 0;
        Planes = 32 - BitOperations.LeadingZeroCount((uint)Count);
    }

    /// <summary>The definition: the count at a place for one slot.</summary>
    public int CountAt(int place, int slot)
    {
        int count = 0;
        for (int j = 0; j < Count; j++)
        {
            bool isSet = (_valid[place] >> _taps[j] & 1) != 0
                && (_memory.Planes[(place * _stride) + _offsets[j] + SampleSlots.WordOf(slot)] >> SampleSlots.BitOf(slot) & 1) != 0;
            count += isSet != _turns[j] < 0 ? 1 : 0;
        }

        return count;
    }

    /// <summary>The planes of a place, the lowest first: <c>[Planes][4 words]</c>, after <see cref="CountBlock"/>.</summary>
    public ref ulong PlanesOf(int place) => ref _counts[place * MostPlanes * Words];

    /// <summary>Counts at all places for the 256 slots that a slot is among, unless that was done last.</summary>
    public void CountBlock(int slot)
    {
        int block = slot / SampleSlots.Block, first = block * Words;
        if (block == _counted)
            return;
        _counted = block;
        if (Count == 1)
        {
            CountOne(first);
            return;
        }

        for (int place = 0; place < _valid.Length; place++)
        {
            for (int word = 0; word < Words; word += Vector<ulong>.Count)
                CountPlace(_valid[place], (place * _stride) + first + word, ref _counts[(place * MostPlanes * Words) + word]);
        }
    }

    private void CountOne(int first)
    {
        (int tap, int turn) = (_taps[0], _turns[0]);
        Vector<ulong> turned = Vector.AsVectorUInt64(new Vector<int>(turn));
        for (int place = 0; place < _valid.Length; place++)
        {
            bool isInside = (_valid[place] >> tap & 1) != 0;
            ref ulong signs = ref _memory.Planes[isInside ? (place * _stride) + first + _offsets[0] : 0];
            ref ulong planes = ref _counts[place * MostPlanes * Words];
            for (nuint word = 0; word < Words; word += (nuint)Vector<ulong>.Count)
                (isInside ? turned ^ Vector.LoadUnsafe(ref signs, word) : turned).StoreUnsafe(ref planes, word);
        }
    }

    private void CountPlace(int valid, int start, ref ulong planes)
    {
        // Taps outside the picture read +1: they count where they are turned, the same in every slot.
        int outside = Outside(valid), j = 0;
        Vector<ulong> ones = Plane(outside, 0), twos = Plane(outside, 1), fours = Plane(outside, 2);
        for (int plane = 3; plane < Planes; plane++)
            Plane(outside, plane).StoreUnsafe(ref planes, (nuint)(plane * Words));
        ref ulong signs = ref Unsafe.Add(ref MemoryMarshal.GetArrayDataReference(_memory.Planes), start);
        for (; j + 8 <= Count; j += 8)
        {
            Vector<ulong> four, otherFour;
            int tap = _taps[j];
            if (_isOrdered && tap == _taps[j + 7])
            {
                if ((valid >> tap & 1) == 0)
                    continue;
                ref int offset = ref _offsets[j];
                ref int turn = ref _turns[j];
                four = Carry(
                    ref twos,
                    Carry(ref ones, Inside(ref signs, ref offset, ref turn, 0), Inside(ref signs, ref offset, ref turn, 1)),
                    Carry(ref ones, Inside(ref signs, ref offset, ref turn, 2), Inside(ref signs, ref offset, ref turn, 3)));
                otherFour = Carry(
                    ref twos,
                    Carry(ref ones, Inside(ref signs, ref offset, ref turn, 4), Inside(ref signs, ref offset, ref turn, 5)),
                    Carry(ref ones, Inside(ref signs, ref offset, ref turn, 6), Inside(ref signs, ref offset, ref turn, 7)));
            }
            else
            {
                four = Carry(
                    ref twos,
                    Carry(ref ones, Load(valid, start, j), Load(valid, start, j + 1)),
                    Carry(ref ones, Load(valid, start, j + 2), Load(valid, start, j + 3)));
                otherFour = Carry(
                    ref twos,
                    Carry(ref ones, Load(valid, start, j + 4), Load(valid, start, j + 5)),
                    Carry(ref ones, Load(valid, start, j + 6), Load(valid, start, j + 7)));
            }

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

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
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
    private int Outside(int valid)
    {
        int count = 0;
        for (int tap = 0; tap < _turned.Length; tap++)
            count += (valid >> tap & 1) == 0 ? _turned[tap] : 0;
        return count;
    }

    private static Vector<ulong> Plane(int count, int plane) => new(0 - (ulong)(count >> plane & 1));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector<ulong> Inside(ref ulong signs, ref int offset, ref int turn, int j) =>
        Vector.AsVectorUInt64(new Vector<int>(Unsafe.Add(ref turn, j))) ^ Vector.LoadUnsafe(ref Unsafe.Add(ref signs, Unsafe.Add(ref offset, j)));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private Vector<ulong> Load(int valid, int start, int j) => (valid >> _taps[j] & 1) == 0
        ? Vector<ulong>.Zero
        : Vector.AsVectorUInt64(new Vector<int>(_turns[j])) ^ Vector.LoadUnsafe(ref _memory.Planes[start + _offsets[j]]);

    /// <summary>Adds a and b to a plane of ones; gives the plane of carries.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector<ulong> Carry(ref Vector<ulong> ones, Vector<ulong> a, Vector<ulong> b)
    {
        Vector<ulong> half = ones ^ a, carry = (ones & a) | (half & b);
        ones = half ^ b;
        return carry;
    }
}
