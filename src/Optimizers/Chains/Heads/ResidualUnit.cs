using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using Optimizers.Chains.Stages;

namespace Optimizers.Chains.Heads;

/// <summary>The visited output channel of a <see cref="ResidualStage"/>: also its sums.</summary>
/// <remarks>
/// <c>y = sat16(x + sat16((acc·m + b) &gt;&gt; Shift))</c>, <c>f = min((Σ max(y − r, 0) + half) &gt;&gt; log₂ places, 32767)</c>, as the layer and the exit
/// of the engine have it.
/// </remarks>
internal sealed class ResidualUnit : VisitedUnit
{
    private readonly ResidualShape _shape;
    private readonly ResidualWeights _weights;
    private readonly ResidualMemory _memory;
    private readonly bool _isPlain;
    private readonly int _slots;
    private readonly int[] _cell = new int[SampleSlots.Step];
    private readonly short[] _shortcuts;

    /// <summary>Makes room.</summary>
    public ResidualUnit(ResidualShape shape, ResidualWeights weights, ResidualMemory memory, SampleSlots slots, bool isPlain)
        : base(shape.Classes, shape.Cells, slots)
    {
        (_shape, _weights, _memory, _slots, _isPlain) = (shape, weights, memory, slots.Count, isPlain);
        List = new BitList(shape, memory);
        Sums = new short[shape.Places * _slots];
        _shortcuts = new short[Sums.Length];
    }

    /// <inheritdoc/>
    public override long Bytes => base.Bytes + List.Bytes + (sizeof(short) * (long)(Sums.Length + _shortcuts.Length)) + (sizeof(int) * (long)_cell.Length);

    /// <summary>The signs that are counted: the flips of a move, or a whole row.</summary>
    private BitList List { get; }

    /// <summary>acc: <c>[place][slot]</c>.</summary>
    private short[] Sums { get; }

    /// <inheritdoc/>
    /// <remarks>The values that pass around the layer are copied: in the memory places lie so far apart, by a power of two, that caches hold few of them.</remarks>
    public override void GoTo(int unit)
    {
        Unit = unit;
        for (int place = 0; place < _shape.Places; place++)
            _memory.CopyValues(place, unit % _shape.Channels, _shortcuts.AsSpan(place * _slots, _memory.Slots));
        List.Clear();
        for (int i = 0; i < _shape.Inputs; i++)
            List.Add(i, _shape.SignOf(_weights.Signs, unit, i) < 0);
        for (int slot = 0; slot < _slots; slot += SampleSlots.Step)
        {
            if (Slots.IsHeld(slot))
                Fill(slot, isMove: false);
        }

        TakeFeatures();
    }

    /// <inheritdoc/>
    public override void Begin(Move move, ReadOnlySpan<short> row)
    {
        List.Clear();
        foreach (int index in move.Index)
            List.Add(index, row[index] > 0);
    }

    /// <inheritdoc/>
    public override void Fill(int slot) => Fill(slot, isMove: true);

    /// <inheritdoc/>
    /// <remarks>Its flips, which are still in the list, are counted again, so that sums need not be held twice.</remarks>
    public override void Commit()
    {
        TakeFeatures();
        for (int slot = 0; slot < _slots; slot += SampleSlots.Step)
        {
            if (!Slots.IsHeld(slot))
                continue;
            if (!_isPlain)
                List.CountBlock(slot);
            for (int place = 0; place < _shape.Places; place++)
            {
                if (_isPlain)
                    AddPlain(place, slot);
                else
                    AddFast(place, slot);
            }
        }
    }

    private void Fill(int slot, bool isMove)
    {
        if (_isPlain)
        {
            FillPlain(slot, isMove);
            return;
        }

        List.CountBlock(slot);
        FillFast(slot, isMove);
    }

    /// <summary>The definition of the features for 64 slots.</summary>
    /// <param name="slot">The first.</param>
    /// <param name="isMove">Whether the list holds the flips of a move, and the sums stay as they are; else it holds the whole row, and sums are written.</param>
    private void FillPlain(int slot, bool isMove)
    {
        int perCell = 1 << _shape.CellShift;
        for (int i = slot; i < slot + SampleSlots.Step; i++)
        {
            for (int cell = 0; cell < _shape.Cells; cell++)
            {
                int sum = 0;
                foreach (int place in _shape.CellPlaces.AsSpan(cell * perCell, perCell))
                {
                    int index = (place * _slots) + i, count = List.CountAt(place, i);
                    int acc = isMove ? Sums[index] + (2 * List.Count) - (4 * count) : List.Count - (2 * count);
                    if (!isMove)
                        Sums[index] = (short)acc;
                    int shortcut = _shortcuts[index];
                    int inner = Saturate(((acc * _shape.Layer.Multipliers[Unit]) + _shape.Layer.Biases[Unit]) >> _shape.Layer.Shift);
                    sum += Math.Max(Saturate(shortcut + inner) - _shape.Exit.Offsets[Unit], 0);
                }

                NextFeatures[(cell * _slots) + i] = (short)Math.Min((sum + ((1 << _shape.CellShift) >> 1)) >> _shape.CellShift, short.MaxValue);
            }
        }
    }

    /// <summary>The same with vectors; <see cref="BitList.CountBlock"/> has been called for the block.</summary>
    /// <inheritdoc cref="FillPlain"/>
    private void FillFast(int slot, bool isMove)
    {
        Rule rule = new(_shape, Unit);
        int perCell = 1 << _shape.CellShift;
        Vector<int> half = new((1 << _shape.CellShift) >> 1), most = new(short.MaxValue);
        for (int cell = 0; cell < _shape.Cells; cell++)
        {
            ref int sums = ref MemoryMarshal.GetArrayDataReference(_cell);
            for (nuint i = 0; i < SampleSlots.Step; i += (nuint)Vector<int>.Count)
                half.StoreUnsafe(ref sums, i);
            // All 64 slots of a place before the next one: places lie a power of two apart, so their lines would push each other out.
            foreach (int place in _shape.CellPlaces.AsSpan(cell * perCell, perCell))
                AddPlace(rule, place, slot, isMove);

            ref short features = ref NextFeatures[(cell * _slots) + slot];
            for (nuint i = 0; i < SampleSlots.Step; i += (nuint)Vector<short>.Count)
            {
                Vector<int> low = Vector.LoadUnsafe(ref sums, i), high = Vector.LoadUnsafe(ref sums, i + (nuint)Vector<int>.Count);
                low = Vector.Min(Vector.ShiftRightArithmetic(low, _shape.CellShift), most);
                high = Vector.Min(Vector.ShiftRightArithmetic(high, _shape.CellShift), most);
                Vector.Narrow(low, high).StoreUnsafe(ref features, i);
            }
        }
    }

    /// <summary>What the sums of a place add to its cell.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void AddPlace(in Rule rule, int place, int slot, bool isMove)
    {
        int outputShift = rule.OutputShift;
        ref short sums = ref Sums[(place * _slots) + slot];
        ref short shortcuts = ref _shortcuts[(place * _slots) + slot];
        ref int cell = ref MemoryMarshal.GetArrayDataReference(_cell);
        ref ushort counts = ref Unsafe.As<ulong, ushort>(ref List.PlanesOf(place));
        Vector<short> offset = rule.Offset, all = new((short)List.Count);
        Vector<int> multiplier = rule.Multiplier, bias = rule.Bias;
        for (uint i = 0; i < SampleSlots.Step; i += (uint)Vector<short>.Count)
        {
            Vector<short> acc = all - Twice(Counts(ref counts, (uint)slot + i));
            if (isMove)
                acc = Vector.LoadUnsafe(ref sums, i) + Twice(acc);
            else
                acc.StoreUnsafe(ref sums, i);
            Vector.Widen(acc, out Vector<int> low, out Vector<int> high);
            low = Vector.ShiftRightArithmetic((low * multiplier) + bias, outputShift);
            high = Vector.ShiftRightArithmetic((high * multiplier) + bias, outputShift);
            Vector<short> value = AddSaturate(Vector.LoadUnsafe(ref shortcuts, i), Vector.NarrowWithSaturation(low, high));
            // 0 to 65,535: fits 16 bits without a sign.
            Vector.Widen(Vector.AsVectorUInt16(Vector.Max(value, offset) - offset), out Vector<uint> a, out Vector<uint> b);
            (Vector.LoadUnsafe(ref cell, i) + Vector.AsVectorInt32(a)).StoreUnsafe(ref cell, i);
            nuint other = i + (uint)Vector<int>.Count;
            (Vector.LoadUnsafe(ref cell, other) + Vector.AsVectorInt32(b)).StoreUnsafe(ref cell, other);
        }
    }

    private void AddFast(int place, int slot)
    {
        ref short sums = ref Sums[(place * _slots) + slot];
        ref ushort counts = ref Unsafe.As<ulong, ushort>(ref List.PlanesOf(place));
        Vector<short> all = new((short)List.Count);
        for (uint i = 0; i < SampleSlots.Step; i += (uint)Vector<short>.Count)
            (Vector.LoadUnsafe(ref sums, i) + Twice(all - Twice(Counts(ref counts, (uint)slot + i)))).StoreUnsafe(ref sums, i);
    }

    private void AddPlain(int place, int slot)
    {
        for (int i = slot; i < slot + SampleSlots.Step; i++)
            Sums[(place * _slots) + i] += (short)((2 * List.Count) - (4 * List.CountAt(place, i)));
    }

    /// <summary>Counts of the slots of a vector: 16 slots share a bit of the 16 lanes, and a short vector takes the lanes in two halves.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private Vector<short> Counts(ref ushort counts, uint slot)
    {
        uint lane = slot % 16;
        int bit = (int)(slot % SampleSlots.Block / 16), plane = List.Planes - 1;
        Vector<ushort> one = Vector<ushort>.One;
        Vector<ushort> count = Vector.ShiftRightLogical(Vector.LoadUnsafe(ref counts, ((uint)plane * 16) + lane), bit) & one;
        while (--plane >= 0)
            count = count + count + (Vector.ShiftRightLogical(Vector.LoadUnsafe(ref counts, ((uint)plane * 16) + lane), bit) & one);
        return Vector.AsVectorInt16(count);
    }

    private static Vector<short> Twice(Vector<short> value) => value + value;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector<short> AddSaturate(Vector<short> a, Vector<short> b) =>
        Vector<short>.Count == Vector256<short>.Count
            ? Vector256.AddSaturate(a.AsVector256(), b.AsVector256()).AsVector()
            : Vector128.AddSaturate(a.AsVector128(), b.AsVector128()).AsVector();

    private static int Saturate(int value) => Math.Clamp(value, short.MinValue, short.MaxValue);

    /// <summary>The numbers of the channel in every lane.</summary>
    private readonly struct Rule(ResidualShape shape, int channel)
    {
        public readonly Vector<short> Offset = new(shape.Exit.Offsets[channel]);
        public readonly Vector<int> Multiplier = new(shape.Layer.Multipliers[channel]);
        public readonly Vector<int> Bias = new(shape.Layer.Biases[channel]);
        public readonly int OutputShift = shape.Layer.Shift;
    }
}
