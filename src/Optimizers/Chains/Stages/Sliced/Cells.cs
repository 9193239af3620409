using System.Numerics;

namespace Optimizers.Chains.Stages.Sliced;

/// <summary>Which bits of a sample belong to which cell of the exit, and how many −1 each cell holds.</summary>
internal sealed class Cells
{
    private readonly SiteLayout _layout;
    private readonly ulong[] _masks;
    private readonly int[] _cells;
    private readonly int[] _starts;

    /// <summary>Lays the cells of an exit over its map.</summary>
    public Cells(StageShape shape, SiteLayout layout)
    {
        LayerShape last = shape.Layers[^1];
        _layout = layout;
        Count = shape.Grid * shape.Grid;
        Pixels = shape.Cell;
        Words = Math.Max(1, layout.SampleBits / 64);
        ulong[] all = new ulong[Words * Count];
        int step = last.Pools ? 2 : 1;
        for (int y = 0; y < last.OutputHeight; y++)
        {
            for (int x = 0; x < last.OutputWidth; x++)
            {
                int cell = (y / (last.OutputHeight / shape.Grid) * shape.Grid) + (x / (last.OutputWidth / shape.Grid));
                int bit = (y * step * layout.RowBits) + (x * step);
                all[(bit / 64 * Count) + cell] |= 1UL << (bit % 64);
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
    }

    /// <summary>Cells.</summary>
    public int Count { get; }

    /// <summary>Places of a cell.</summary>
    public int Pixels { get; }

    /// <summary>Words of a sample; a sample of fewer than 64 bits shares its one word with others.</summary>
    public int Words { get; }

    /// <summary>The sum of the ±1 of a plane over one cell of a sample.</summary>
    public int Sum(ReadOnlySpan<ulong> plane, int sample, int cell)
    {
        int negatives = 0;
        for (int i = 0; i < _cells.Length; i++)
        {
            if (_cells[i] == cell)
                negatives += BitOperations.PopCount(Word(plane, sample, WordOf(i)) & _masks[i]);
        }

        return Pixels - (2 * negatives);
    }

    /// <summary>By how much the sums of a sample's cells change from one plane to another.</summary>
    /// <param name="old">The plane as it is.</param>
    /// <param name="next">The plane that would be.</param>
    /// <param name="sample">The sample.</param>
    /// <param name="changes"><c>[cells]</c>, filled.</param>
    /// <returns>Whether a bit changes.</returns>
    public bool Changes(ReadOnlySpan<ulong> old, ReadOnlySpan<ulong> next, int sample, Span<short> changes)
    {
        bool isFirst = true;
        for (int w = 0; w < Words; w++)
        {
            ulong was = Word(old, sample, w), now = Word(next, sample, w), changed = was ^ now;
            if (changed == 0)
                continue;
            if (isFirst)
                changes.Clear();
            isFirst = false;
            for (int i = _starts[w]; i < _starts[w + 1]; i++)
            {
                ulong mask = _masks[i] & changed;
                if (mask != 0)
                    changes[_cells[i]] += (short)(2 * (BitOperations.PopCount(was & mask) - BitOperations.PopCount(now & mask)));
            }
        }

        return !isFirst;
    }

    private ulong Word(ReadOnlySpan<ulong> plane, int sample, int word)
    {
        if (_layout.SampleBits >= 64)
            return plane[(sample * Words) + word];
        int bit = sample * _layout.SampleBits;
        return (plane[bit >> 6] >> (bit & 63)) & ((1UL << _layout.SampleBits) - 1);
    }

    private int WordOf(int i)
    {
        int word = 0;
        while (_starts[word + 1] <= i)
            word++;
        return word;
    }
}
