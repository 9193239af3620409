using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Optimizers.Chains.Stages;

namespace Optimizers.Chains.Heads;

/// <summary>The visited output channel of a <see cref="SparseStage"/>: also its sums.</summary>
/// <remarks>
/// <c>z = Σ w·x + bias + 2^b·x_own + half</c>, <c>y = min(max(z &gt;&gt; SumShift, 0), 128.0)</c>, <c>f = min((Σ y + half) &gt;&gt; CellShift, 32767)</c>: all in 32 bits.
/// </remarks>
internal sealed class SparseUnit : VisitedUnit
{
    private const int Step = SampleSlots.Step;

    private readonly SparseShape _shape;
    private readonly SparseWeights _weights;
    private readonly SparseMemory _memory;
    private readonly bool _isPlain;
    private readonly int[] _sums;
    private readonly int[] _cell = new int[Step];
    private readonly int[] _next = new int[Step];
    private readonly int[] _index;
    private readonly int[] _change;
    private int _count;

    /// <summary>Makes room.</summary>
    public SparseUnit(SparseShape shape, SparseWeights weights, SparseMemory memory, SampleSlots slots, bool isPlain)
        : base(shape.Classes, shape.Cells, slots)
    {
        (_shape, _weights, _memory, _isPlain) = (shape, weights, memory, isPlain);
        _sums = new int[shape.Places * memory.Slots];
        _index = new int[shape.Inputs];
        _change = new int[shape.Inputs];
    }

    /// <inheritdoc/>
    public override long Bytes => base.Bytes + (sizeof(int) * (long)(_sums.Length + _cell.Length + _next.Length + _index.Length + _change.Length));

    /// <inheritdoc/>
    public override void GoTo(int unit)
    {
        Unit = unit;
        _count = 0;
        int bias = Bias();
        for (int place = 0; place < _shape.Places; place++)
        {
            Span<int> sums = _sums.AsSpan(place * _memory.Slots, _memory.Slots);
            sums.Fill(bias);
            Add(sums, _memory.Values.AsSpan(((unit * _shape.Places) + place) * _memory.Slots, _memory.Slots), 1 << _shape.LayerBits);
        }

        for (int i = 0; i < _shape.Count(unit); i++)
            Add(i, _weights.Layer(unit, i));
        for (int slot = 0; slot < _memory.Slots; slot += Step)
        {
            if (Slots.IsHeld(slot))
                Fill(slot);
        }

        TakeFeatures();
    }

    /// <inheritdoc/>
    public override void Begin(Move move, ReadOnlySpan<short> row)
    {
        _count = move.Count;
        for (int i = 0; i < _count; i++)
        {
            int index = move.Index[i];
            _index[i] = index;
            _change[i] = index < _shape.Count(Unit) ? _weights.Layer(Unit, index, move.Value[i]) - _weights.Layer(Unit, index, row[index]) : 0;
        }
    }

    /// <inheritdoc/>
    public override void Fill(int slot)
    {
        if (_isPlain)
        {
            FillPlain(slot);
            return;
        }

        int side = _shape.CellSide, columns = _shape.Width / side;
        for (int cell = 0; cell < _shape.Cells; cell++)
        {
            _cell.AsSpan().Fill((1 << _shape.CellShift) >> 1);
            int corner = (cell / columns * side * _shape.Width) + (cell % columns * side);
            for (int i = 0; i < side * side; i++)
                AddPlace(corner + (i / side * _shape.Width) + (i % side), slot);
            Narrow(ref NextFeatures[(cell * Slots.Count) + slot]);
        }
    }

    /// <inheritdoc/>
    public override void Commit()
    {
        TakeFeatures();
        for (int i = 0; i < _count; i++)
            Add(_index[i], _change[i]);
    }

    /// <summary>The definition, from weights and inputs alone.</summary>
    private void FillPlain(int slot)
    {
        for (int i = slot; i < slot + Step; i++)
        {
            int[] cells = new int[_shape.Cells];
            for (int place = 0; place < _shape.Places; place++)
            {
                long sum = Bias() + ((long)Input((Unit * _shape.Places) + place, i) << _shape.LayerBits);
                for (int w = 0; w < _shape.Count(Unit); w++)
                    sum += (long)(_weights.Layer(Unit, w) + ChangeOf(w)) * Tap(w, place, i);
                cells[_shape.CellOf(place)] += (int)Math.Clamp(sum >> _shape.SumShift, 0, SparseShape.MostOutput);
            }

            for (int cell = 0; cell < cells.Length; cell++)
                NextFeatures[(cell * Slots.Count) + i] = (short)Math.Min((cells[cell] + ((1 << _shape.CellShift) >> 1)) >> _shape.CellShift, short.MaxValue);
        }
    }

    private int ChangeOf(int index)
    {
        int at = _index.AsSpan(0, _count).IndexOf(index);
        return at < 0 ? 0 : _change[at];
    }

    private int Tap(int index, int place, int slot)
    {
        int channel = _shape.Source(Unit, index, out ReadOnlySpan<int> places);
        return places[place] < 0 ? 0 : Input(channel + places[place], slot);
    }

    private int Input(int source, int slot) => _memory.Values[(source * _memory.Slots) + slot];

    private int Bias() =>
        (int)Math.Round(_shape.Layer.Biases[Unit] * (double)(1L << (_shape.LayerBits + SparseShape.InputBits))) + ((1 << _shape.SumShift) >> 1);

    /// <summary>Adds the outputs of a place after the move to its cell.</summary>
    private void AddPlace(int place, int slot)
    {
        ReadOnlySpan<int> sums = _sums.AsSpan((place * _memory.Slots) + slot, Step);
        for (int i = 0; i < _count; i++)
        {
            int channel = _shape.Source(Unit, _index[i], out ReadOnlySpan<int> places), source = channel + places[place];
            if (places[place] < 0)
                continue;
            if (sums != _next)
                sums.CopyTo(_next);
            sums = _next;
            Add(_next, _memory.Values.AsSpan((source * _memory.Slots) + slot, Step), _change[i]);
        }

        ref int sum = ref MemoryMarshal.GetReference(sums);
        ref int cell = ref MemoryMarshal.GetArrayDataReference(_cell);
        Vector<int> most = new(SparseShape.MostOutput);
        for (nuint i = 0; i < Step; i += (nuint)Vector<int>.Count)
        {
            Vector<int> output = Vector.ShiftRightArithmetic(Vector.LoadUnsafe(ref sum, i), _shape.SumShift);
            output = Vector.Min(Vector.Max(output, Vector<int>.Zero), most);
            (Vector.LoadUnsafe(ref cell, i) + output).StoreUnsafe(ref cell, i);
        }
    }

    private void Narrow(ref short features)
    {
        ref int cell = ref MemoryMarshal.GetArrayDataReference(_cell);
        Vector<int> most = new(short.MaxValue);
        for (nuint i = 0; i < Step; i += (nuint)Vector<short>.Count)
        {
            Vector<int> low = Vector.LoadUnsafe(ref cell, i), high = Vector.LoadUnsafe(ref cell, i + (nuint)Vector<int>.Count);
            low = Vector.Min(Vector.ShiftRightArithmetic(low, _shape.CellShift), most);
            high = Vector.Min(Vector.ShiftRightArithmetic(high, _shape.CellShift), most);
            Vector.Narrow(low, high).StoreUnsafe(ref features, i);
        }
    }

    /// <summary>Adds weight · input to the sums of all places.</summary>
    private void Add(int index, int weight)
    {
        if (weight == 0)
            return;
        int channel = _shape.Source(Unit, index, out ReadOnlySpan<int> places);
        for (int place = 0; place < places.Length; place++)
        {
            int source = channel + places[place];
            if (places[place] >= 0)
                Add(_sums.AsSpan(place * _memory.Slots, _memory.Slots), _memory.Values.AsSpan(source * _memory.Slots, _memory.Slots), weight);
        }
    }

    /// <summary>Adds weight · input to sums of a multiple of 64 slots.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Add(Span<int> sums, ReadOnlySpan<sbyte> inputs, int weight)
    {
        ref int sum = ref MemoryMarshal.GetReference(sums);
        ref sbyte input = ref MemoryMarshal.GetReference(inputs);
        Vector<int> factor = new(weight);
        nuint quarter = (nuint)Vector<int>.Count;
        for (nuint i = 0; i < (nuint)inputs.Length; i += (nuint)Vector<sbyte>.Count)
        {
            Vector.Widen(Vector.LoadUnsafe(ref input, i), out Vector<short> low, out Vector<short> high);
            Vector.Widen(low, out Vector<int> a, out Vector<int> b);
            Vector.Widen(high, out Vector<int> c, out Vector<int> d);
            (Vector.LoadUnsafe(ref sum, i) + (a * factor)).StoreUnsafe(ref sum, i);
            (Vector.LoadUnsafe(ref sum, i + quarter) + (b * factor)).StoreUnsafe(ref sum, i + quarter);
            (Vector.LoadUnsafe(ref sum, i + (2 * quarter)) + (c * factor)).StoreUnsafe(ref sum, i + (2 * quarter));
            (Vector.LoadUnsafe(ref sum, i + (3 * quarter)) + (d * factor)).StoreUnsafe(ref sum, i + (3 * quarter));
        }
    }
}
