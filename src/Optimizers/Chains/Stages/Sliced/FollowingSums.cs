using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Optimizers.Chains.Stages.Sliced;

/// <summary>
/// The sums of all units of a layer that follows the visited one, the units of a place side by side: where one input channel changes at a place, each tap
/// that reads it adds one vector over the units, and the sign bits before and after say which units change.
/// </summary>
/// <remarks>
/// Held is ⌊S/2⌋ in 16 bits, as <see cref="UnitSums{T, TWords}"/> has it over signs: it has the sign of S, and an input that changes from −1 to +1 adds w to it.
/// </remarks>
internal sealed class FollowingSums
{
    private const int Lanes = 16;
    private readonly FollowingReads _reads;
    private readonly LayerShape _layer;
    private readonly SiteLayout _layout;
    private readonly int _units;
    private readonly int _window;
    private readonly int _map;
    private readonly short[] _sums;
    private readonly short[] _next;
    private readonly short[] _columns;
    private readonly bool[] _isTouched;
    private readonly int[] _touched;
    private readonly int[] _sumOfBit;
    private readonly UnitChange[] _changes;
    private int _count;

    /// <summary>Makes room; <see cref="Take"/> fills it unit by unit.</summary>
    /// <exception cref="ArgumentException">So many samples, places and units that no array holds their sums.</exception>
    public FollowingSums(LayerShape before, LayerShape layer, SiteLayout layout)
    {
        _reads = new FollowingReads(before, layer);
        (_layer, _layout) = (layer, layout);
        _units = (layer.Units + Lanes - 1) / Lanes * Lanes;
        _window = layer.Pools ? 4 : 1;
        int outputs = layer.OutputHeight * layer.OutputWidth;
        _map = outputs * _window * _units;
        if ((long)layout.Samples * _map > Array.MaxLength)
            throw new ArgumentException($"found {(long)layout.Samples * _map} sums of a following layer, expected at most {Array.MaxLength}: take fewer samples");
        _sums = new short[layout.Samples * _map];
        _next = new short[_map];
        _columns = new short[_reads.Columns * _units];
        _isTouched = new bool[outputs];
        _touched = new int[outputs];
        _changes = new UnitChange[outputs * layer.Units];
        _sumOfBit = new int[layout.SampleBits];
        Array.Fill(_sumOfBit, -1);
        for (int y = 0; y < layer.SumHeight; y++)
        {
            for (int x = 0; x < layer.SumWidth; x++)
                _sumOfBit[layout.Site(0, y, x)] = FollowingReads.Sum(layer, y, x) * _units;
        }
    }

    /// <summary>Which sums read which input.</summary>
    public FollowingReads Reads => _reads;

    /// <summary>Chooses the input channel that will change.</summary>
    /// <param name="weights">Of the stage.</param>
    /// <param name="block">This layer.</param>
    /// <param name="channel">Unit of the layer before.</param>
    public void Visit(StageWeights weights, int block, int channel)
    {
        for (int unit = 0; unit < _layer.Units; unit++)
        {
            ReadOnlySpan<short> row = weights.Row(block, unit);
            for (int column = 0; column < _reads.Columns; column++)
                _columns[(column * _units) + unit] = row[_reads.Index(column, channel)];
        }
    }

    /// <summary>Takes over the sums of one unit.</summary>
    public void Take<T, TWords>(int unit, UnitSums<T, TWords> sums)
        where T : unmanaged
        where TWords : struct, IWords<T>
    {
        Span<short> values = stackalloc short[64];
        int at = unit, bit = 0;
        for (int word = 0; at < _sums.Length; word++)
        {
            sums.CopyValues(word, values);
            for (int i = 0; i < values.Length && at < _sums.Length; i++)
            {
                if (_sumOfBit[bit] >= 0)
                    _sums[at + _sumOfBit[bit]] = values[i];
                if (++bit == _layout.SampleBits)
                    (bit, at) = (0, at + _map);
            }
        }
    }

    /// <summary>The units whose output changes in a sample where the visited channel does.</summary>
    /// <returns>Valid until the next call.</returns>
    public ReadOnlySpan<UnitChange> Run(int sample, ReadOnlySpan<PlaceChange> places)
    {
        ref short sums = ref _sums[sample * _map];
        for (int i = 0; i < _count; i++)
            _isTouched[_touched[i]] = false;
        _count = 0;
        foreach (PlaceChange place in places)
        {
            foreach (PlaceRead read in _reads.Of(place.Place))
                Add(ref sums, read, place.IsFalling);
        }

        int changes = 0;
        for (int i = 0; i < _count; i++)
            changes = Compare(ref sums, _touched[i], changes);
        return _changes.AsSpan(0, changes);
    }

    /// <summary>Takes over the sums that <see cref="Run"/> has found last.</summary>
    public void Commit(int sample)
    {
        for (int i = 0; i < _count; i++)
            Copy(ref _next[0], ref _sums[sample * _map], _touched[i]);
    }

    /// <summary>Copies the sums of one place of the output.</summary>
    private void Copy(ref short from, ref short to, int output)
    {
        int length = _window * _units;
        MemoryMarshal.CreateReadOnlySpan(ref Unsafe.Add(ref from, output * length), length).CopyTo(MemoryMarshal.CreateSpan(ref Unsafe.Add(ref to, output * length), length));
    }

    private void Add(ref short sums, PlaceRead read, bool isFalling)
    {
        ref short next = ref MemoryMarshal.GetArrayDataReference(_next);
        ref short source = ref sums;
        if (_isTouched[read.Output])
        {
            source = ref next;
        }
        else
        {
            _isTouched[read.Output] = true;
            _touched[_count++] = read.Output;
            if (_window > 1)
            {
                Copy(ref sums, ref next, read.Output);
                source = ref next;
            }
        }

        ref short column = ref _columns[read.Column * _units];
        nuint first = (nuint)(read.Sum * _units);
        // −w is (w ^ −1) + 1.
        Vector256<short> turn = Vector256.Create((short)(isFalling ? -1 : 0));
        for (nuint i = 0; i < (nuint)_units; i += Lanes)
        {
            Vector256<short> step = (Vector256.LoadUnsafe(ref column, i) ^ turn) - turn;
            (Vector256.LoadUnsafe(ref source, first + i) + step).StoreUnsafe(ref next, first + i);
        }
    }

    private int Compare(ref short sums, int output, int changes)
    {
        ref short next = ref MemoryMarshal.GetArrayDataReference(_next);
        ref UnitChange found = ref MemoryMarshal.GetArrayDataReference(_changes);
        nuint first = (nuint)(output * _window * _units);
        for (int unit = 0; unit < _units; unit += Lanes)
        {
            Vector256<short> old = Vector256.LoadUnsafe(ref sums, first + (nuint)unit), now = Vector256.LoadUnsafe(ref next, first + (nuint)unit);
            for (int w = 1; w < _window; w++)
            {
                // The largest of four signs is −1 only where all four are.
                nuint at = first + (nuint)((w * _units) + unit);
                old &= Vector256.LoadUnsafe(ref sums, at);
                now &= Vector256.LoadUnsafe(ref next, at);
            }

            uint differs = (old ^ now).ExtractMostSignificantBits();
            if (differs == 0)
                continue;
            uint falling = now.ExtractMostSignificantBits();
            for (; differs != 0; differs &= differs - 1)
            {
                int lane = BitOperations.TrailingZeroCount(differs);
                Unsafe.Add(ref found, changes++) = new UnitChange(output, unit + lane, (falling >> lane & 1) != 0);
            }
        }

        return changes;
    }
}
