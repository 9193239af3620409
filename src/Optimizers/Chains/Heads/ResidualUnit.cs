using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Optimizers.Chains.Heads;

/// <summary>
/// The one visited output channel over all slots: its sums and its features, as they are and after the move. Nothing else of the layer is held, so that
/// memory does not grow with the channels.
/// </summary>
/// <remarks>
/// <c>y = sat16(x + sat16((acc·m + b) &gt;&gt; Shift))</c>, <c>f = min((Σ max(y − r, 0) + half) &gt;&gt; log₂ places, 32767)</c>, as the layer and the exit
/// of the engine have it.
/// </remarks>
internal sealed class ResidualUnit
{
    private readonly ResidualShape _shape;
    private readonly ResidualMemory _memory;
    private readonly int _slots;

    /// <summary>Makes room.</summary>
    public ResidualUnit(ResidualShape shape, ResidualMemory memory, SampleSlots slots)
    {
        (_shape, _memory, _slots) = (shape, memory, slots.Count);
        List = new BitList(shape, memory);
        Sums = new short[shape.Places * _slots];
        NextSums = new short[Sums.Length];
        Features = new short[shape.Cells * _slots];
        NextFeatures = new short[Features.Length];
    }

    /// <summary>The signs that are counted: the flips of a move.</summary>
    public BitList List { get; }

    /// <summary>The channel.</summary>
    public int Unit { get; set; }

    /// <summary>acc: <c>[place][slot]</c>.</summary>
    public short[] Sums { get; private set; }

    /// <summary>acc after the move.</summary>
    public short[] NextSums { get; private set; }

    /// <summary>f: <c>[cell][slot]</c>.</summary>
    public short[] Features { get; private set; }

    /// <summary>f after the move.</summary>
    public short[] NextFeatures { get; private set; }

    /// <summary>Bytes of all.</summary>
    public long Bytes => List.Bytes + (sizeof(short) * (long)(Sums.Length + NextSums.Length + Features.Length + NextFeatures.Length));

    /// <summary>Takes over the move.</summary>
    public void Commit()
    {
        (Sums, NextSums) = (NextSums, Sums);
        (Features, NextFeatures) = (NextFeatures, Features);
    }

    /// <summary>The definition of the sums and features after the move for 64 slots.</summary>
    /// <param name="slot">The first.</param>
    /// <param name="keep">1: sums begin at those of before; 0: at 0.</param>
    /// <param name="add">Added to each.</param>
    /// <param name="unit">Subtracted for each sign that counts 1.</param>
    public void FillPlain(int slot, int keep, int add, int unit)
    {
        int perCell = 1 << _shape.CellShift;
        for (int i = slot; i < slot + SampleSlots.Step; i++)
        {
            for (int cell = 0; cell < _shape.Cells; cell++)
            {
                int sum = 0;
                foreach (int place in _shape.CellPlaces.AsSpan(cell * perCell, perCell))
                {
                    int acc = (keep * Sums[(place * _slots) + i]) + add - (unit * List.CountAt(place, i));
                    NextSums[(place * _slots) + i] = (short)acc;
                    int shortcut = _memory.Values[(((place * _shape.Channels) + (Unit % _shape.Channels)) * _slots) + i];
                    int inner = Saturate(((acc * _shape.Layer.Multipliers[Unit]) + _shape.Layer.Biases[Unit]) >> _shape.Layer.Shift);
                    sum += Math.Max(Saturate(shortcut + inner) - _shape.Exit.Offsets[Unit], 0);
                }

                NextFeatures[(cell * _slots) + i] = (short)Math.Min((sum + ((1 << _shape.CellShift) >> 1)) >> _shape.CellShift, short.MaxValue);
            }
        }
    }

    /// <summary>The same with vectors; <see cref="BitList.CountBlock"/> has been called for the block.</summary>
    /// <inheritdoc cref="FillPlain"/>
    public void FillFast(int slot, int keep, int add, int unit)
    {
        Vector<short> kept = new((short)-keep), added = new((short)add);
        int shift = BitOperations.Log2((uint)unit), perCell = 1 << _shape.CellShift;
        Vector<int> half = new((1 << _shape.CellShift) >> 1), most = new(short.MaxValue);
        Vector<int> multiplier = new(_shape.Layer.Multipliers[Unit]), bias = new(_shape.Layer.Biases[Unit]);
        Vector<short> offset = new(_shape.Exit.Offsets[Unit]);
        for (int at = slot; at < slot + SampleSlots.Step; at += Vector<short>.Count)
        {
            // 16 slots share a bit of the 16 lanes; a short vector takes the lanes in two halves.
            int bit = at % SampleSlots.Block / 16, lane = at % 16;
            for (int cell = 0; cell < _shape.Cells; cell++)
            {
                Vector<int> low = default, high = default;
                foreach (int place in _shape.CellPlaces.AsSpan(cell * perCell, perCell))
                {
                    int index = (place * _slots) + at;
                    Vector<short> acc = (Vector.LoadUnsafe(ref Sums[index]) & kept) + added - Vector.ShiftLeft(Counts(place, bit, lane), shift);
                    acc.StoreUnsafe(ref NextSums[index]);
                    Vector.Widen(acc, out Vector<int> a, out Vector<int> b);
                    a = Vector.ShiftRightArithmetic((a * multiplier) + bias, _shape.Layer.Shift);
                    b = Vector.ShiftRightArithmetic((b * multiplier) + bias, _shape.Layer.Shift);
                    Vector<short> shortcut = Vector.LoadUnsafe(ref _memory.Values[(((place * _shape.Channels) + (Unit % _shape.Channels)) * _slots) + at]);
                    Vector<short> value = AddSaturate(shortcut, Vector.NarrowWithSaturation(a, b));
                    // 0 to 65,535: fits 16 bits without a sign.
                    Vector.Widen(Vector.AsVectorUInt16(Vector.Max(value, offset) - offset), out Vector<uint> c, out Vector<uint> d);
                    low += Vector.AsVectorInt32(c);
                    high += Vector.AsVectorInt32(d);
                }

                low = Vector.Min(Vector.ShiftRightArithmetic(low + half, _shape.CellShift), most);
                high = Vector.Min(Vector.ShiftRightArithmetic(high + half, _shape.CellShift), most);
                Vector.Narrow(low, high).StoreUnsafe(ref NextFeatures[(cell * _slots) + at]);
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private Vector<short> Counts(int place, int bit, int lane)
    {
        ref ushort planes = ref Unsafe.As<ulong, ushort>(ref List.PlanesOf(place));
        Vector<ushort> count = default;
        for (int plane = List.Planes - 1; plane >= 0; plane--)
        {
            Vector<ushort> own = Vector.LoadUnsafe(ref planes, (nuint)((plane * 16) + lane));
            count = count + count + (Vector.ShiftRightLogical(own, bit) & Vector<ushort>.One);
        }

        return Vector.AsVectorInt16(count);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector<short> AddSaturate(Vector<short> a, Vector<short> b) =>
        Vector<short>.Count == Vector256<short>.Count
            ? Vector256.AddSaturate(a.AsVector256(), b.AsVector256()).AsVector()
            : Vector128.AddSaturate(a.AsVector128(), b.AsVector128()).AsVector();

    private static int Saturate(int value) => Math.Clamp(value, short.MinValue, short.MaxValue);
}
