using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Optimizers.Chains.Stages.Sliced;

/// <summary>Which bits of a sample belong to which cell of the exit, and how many −1 each cell holds.</summary>
internal sealed class Cells
{
    /// <summary>Bits of a word up to which each is looked at by itself; above, cell by cell.</summary>
    private const int Few = 6;

    private readonly SiteLayout _layout;
    private readonly int[] _cellOf;
    private readonly ulong[] _masks;
    private readonly int[] _cells;
    private readonly int[] _starts;
    private readonly int[] _cellWords;
    private readonly ulong[] _cellMasks;
    private readonly int _most;

    /// <summary>Lays the cells of an exit over its map.</summary>
    public Cells(StageShape shape, SiteLayout layout)
    {
        LayerShape last = shape.Layers[^1];
        _layout = layout;
        Count = shape.Grid * shape.Grid;
        Pixels = shape.Cell;
        Words = Math.Max(1, layout.SampleBits / 64);
        ulong[] all = new ulong[Words * Count];
        _cellOf = new int[Words * 64];
        int step = last.Pools ? 2 : 1;
        for (int y = 0; y < last.OutputHeight; y++)
        {
            for (int x = 0; x < last.OutputWidth; x++)
            {
                int cell = shape.CellOf(y, x);
                int bit = (y * step * layout.RowBits) + (x * step);
                all[(bit / 64 * Count) + cell] |= 1UL << (bit % 64);
                _cellOf[bit] = cell;
            }
        }

        // Of each word only the cells that have bits in it.
        List<ulong> masks = [];
        List<int> cells = [];
        _starts = new int[Words + 1];
        for (int i = 0; i < all.Length; i++)
        {
            if (all[i] != 0)
            {
                masks.Add(all[i]);
                cells.Add(i % Count);
            }

            _starts[(i / Count) + 1] = masks.Count;
        }

        _masks = [.. masks];
        _cells = [.. cells];
        _most = cells.GroupBy(cell => cell).Max(group => group.Count());
        _cellWords = new int[Count * _most];
        _cellMasks = new ulong[Count * _most];
        int[] used = new int[Count];
        for (int i = 0; i < all.Length; i++)
        {
            if (all[i] == 0)
                continue;
            int place = (i % Count * _most) + used[i % Count]++;
            (_cellWords[place], _cellMasks[place]) = (i / Count, all[i]);
        }
    }

    /// <summary>Cells.</summary>
    public int Count { get; }

    /// <summary>Places of a cell.</summary>
    public int Pixels { get; }

    /// <summary>Words of a sample; a sample of fewer than 64 bits shares its one word with others.</summary>
    public int Words { get; }

    /// <summary>Adds a multiple of the sum of the ±1 of a plane over one cell, to numbers of samples that follow one another.</summary>
    public void AddSums(ReadOnlySpan<ulong> plane, int cell, int factor, int first, Span<int> to)
    {
        ReadOnlySpan<int> words = _cellWords.AsSpan(cell * _most, _most);
        ReadOnlySpan<ulong> masks = _cellMasks.AsSpan(cell * _most, _most);
        for (int s = 0; s < to.Length; s++)
        {
            int negatives = 0;
            for (int i = 0; i < words.Length; i++)
                negatives += BitOperations.PopCount(Word(plane, first + s, words[i]) & masks[i]);
            to[s] += factor * (Pixels - (2 * negatives));
        }
    }

    /// <summary>Whether any bit of a sample changes from one plane to another.</summary>
    public bool Differ(ReadOnlySpan<ulong> old, ReadOnlySpan<ulong> next, int sample)
    {
        ulong any = 0;
        for (int w = 0; w < Words; w++)
            any |= Word(old, sample, w) ^ Word(next, sample, w);
        return any != 0;
    }

    /// <summary>What a sample's logits change by from one plane to another.</summary>
    /// <param name="old">The plane as it is.</param>
    /// <param name="next">The plane that would be.</param>
    /// <param name="sample">The sample.</param>
    /// <param name="column"><c>[cells][Row]</c>: the exit's weights of the plane's unit.</param>
    /// <param name="changes"><c>[Row]</c>, filled.</param>
    public void Fill(ReadOnlySpan<ulong> old, ReadOnlySpan<ulong> next, int sample, ReadOnlySpan<int> column, Span<int> changes)
    {
        changes.Clear();
        for (int w = 0; w < Words; w++)
        {
            ulong was = Word(old, sample, w), now = Word(next, sample, w), changed = was ^ now;
            if (BitOperations.PopCount(changed) > Few)
            {
                AddCells(was, now, w, column, changes);
                continue;
            }

            // From +1 to −1 a sum falls by 2.
            for (; changed != 0; changed &= changed - 1)
            {
                int bit = BitOperations.TrailingZeroCount(changed);
                Add(column, _cellOf[(w * 64) + bit], 2 - (int)(now >> bit & 1) * 4, changes);
            }
        }
    }

    private void AddCells(ulong was, ulong now, int word, ReadOnlySpan<int> column, Span<int> changes)
    {
        for (int i = _starts[word]; i < _starts[word + 1]; i++)
        {
            ulong mask = _masks[i];
            int step = 2 * (BitOperations.PopCount(was & mask) - BitOperations.PopCount(now & mask));
            if (step != 0)
                Add(column, _cells[i], step, changes);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Add(ReadOnlySpan<int> column, int cell, int step, Span<int> changes)
    {
        ref int weights = ref Unsafe.Add(ref MemoryMarshal.GetReference(column), cell * changes.Length);
        ref int sums = ref MemoryMarshal.GetReference(changes);
        Vector256<int> times = Vector256.Create(step);
        for (int k = 0; k < changes.Length; k += LossBatch.Size)
            (Vector256.LoadUnsafe(ref sums, (nuint)k) + (Vector256.LoadUnsafe(ref weights, (nuint)k) * times)).StoreUnsafe(ref sums, (nuint)k);
    }

    private ulong Word(ReadOnlySpan<ulong> plane, int sample, int word)
    {
        if (_layout.SampleBits >= 64)
            return plane[(sample * Words) + word];
        int bit = sample * _layout.SampleBits;
        return (plane[bit >> 6] >> (bit & 63)) & ((1UL << _layout.SampleBits) - 1);
    }
}
