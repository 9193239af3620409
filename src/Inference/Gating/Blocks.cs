using System.Numerics;
using System.Runtime.InteropServices;

namespace Inference.Gating;

/// <summary>Blocks of 4×4 cells: how much of each changed, which hang together, and for how long they have.</summary>
internal sealed class Blocks
{
    /// <summary>Cells along the side of a block.</summary>
    public const int Side = 4;

    /// <summary>Columns from which a grid is fine: a gap of one block is then less than a hundredth of the picture.</summary>
    private const int FineColumns = 120;

    private readonly int _width;
    private readonly int _reach;
    private readonly byte[] _sums;
    private readonly byte[] _counts;
    private readonly int[] _component;
    private readonly int[] _pending;
    private readonly int[] _ages;

    /// <param name="width">Columns of cells.</param>
    /// <param name="height">Rows of cells.</param>
    public Blocks(int width, int height)
    {
        _width = width;
        Columns = (width + Side - 1) / Side;
        Rows = (height + Side - 1) / Side;
        _reach = Columns >= FineColumns ? 2 : 1;
        _sums = new byte[Columns * Side];
        _counts = new byte[Columns * Rows];
        _component = new int[Columns * Rows];
        _pending = new int[Columns * Rows];
        _ages = new int[Columns * Rows];
    }

    /// <summary>Blocks in a row; the last may be cut off by the edge.</summary>
    public int Columns { get; }

    /// <summary>Blocks in a column; the last may be cut off by the edge.</summary>
    public int Rows { get; }

    /// <summary>Changed cells of each block, 0 to 16.</summary>
    public ReadOnlySpan<byte> Counts => _counts;

    /// <summary>Milliseconds each block has been active without a pause.</summary>
    public Span<int> Ages => _ages;

    /// <summary>Counts the changed cells of every block and finds the active ones.</summary>
    /// <param name="change">Masks, 0 or 255.</param>
    /// <param name="height">Rows of cells.</param>
    /// <param name="threshold">Changed cells that make a block active.</param>
    /// <param name="elapsed">Milliseconds since the last frame: added to the age of active blocks, others start again.</param>
    /// <returns>Active blocks.</returns>
    public int Count(ReadOnlySpan<byte> change, int height, int threshold, int elapsed)
    {
        int active = 0;
        for (int r = 0; r < Rows; r++)
        {
            Span<byte> counts = _counts.AsSpan(r * Columns, Columns);
            SumRows(change, r * Side, Math.Min(height, (r + 1) * Side));
            CountRow(counts);
            for (int c = 0; c < Columns; c++)
            {
                bool on = counts[c] >= threshold;
                int at = (r * Columns) + c;
                _component[at] = on ? -1 : 0;
                _ages[at] = on ? Math.Min(int.MaxValue / 2, _ages[at] + elapsed) : 0;
                active += on ? 1 : 0;
            }
        }

        return active;
    }

    /// <summary>Adds up to four rows of masks column by column, 0 to 4 each.</summary>
    private void SumRows(ReadOnlySpan<byte> change, int y, int end)
    {
        Span<byte> sums = _sums.AsSpan(0, _width);
        sums.Clear();
        for (; y < end; y++)
        {
            ReadOnlySpan<byte> row = change.Slice(y * _width, _width);
            int x = 0;
            for (; x <= row.Length - Vector<byte>.Count; x += Vector<byte>.Count)
                (new Vector<byte>(sums[x..]) - new Vector<byte>(row[x..])).CopyTo(sums[x..]);
            for (; x < row.Length; x++)
                sums[x] += (byte)(row[x] & 1);
        }
    }

    private void CountRow(Span<byte> counts)
    {
        // Four bytes of at most 4 each: the product gathers their sum in the top byte. The tail of the sums stays 0.
        ReadOnlySpan<uint> quads = MemoryMarshal.Cast<byte, uint>(_sums);
        for (int c = 0; c < counts.Length; c++)
            counts[c] = (byte)((quads[c] * 0x01010101u) >> 24);
    }

    /// <summary>Component number of a block: 0 inactive, from 1 in the order found, −1 active and not yet visited.</summary>
    public int Component(int column, int row) => _component[(row * Columns) + column];

    /// <summary>Visits the component of one active block: its 8 neighbours, in fine grids also theirs, and so on.</summary>
    /// <param name="seed">Index of the block.</param>
    /// <param name="number">Number the blocks get, ≥ 1.</param>
    /// <param name="blocks">Receives how many blocks it has.</param>
    /// <returns>Indices of its blocks, valid until the next call; empty when the block is inactive or already visited.</returns>
    public ReadOnlySpan<int> Visit(int seed, int number, out int blocks)
    {
        blocks = 0;
        if (_component[seed] != -1)
            return [];
        _component[seed] = number;
        _pending[blocks++] = seed;
        for (int next = 0; next < blocks; next++)
        {
            int row = _pending[next] / Columns;
            int column = _pending[next] - (row * Columns);
            for (int r = Math.Max(0, row - _reach); r <= Math.Min(Rows - 1, row + _reach); r++)
            {
                for (int c = Math.Max(0, column - _reach); c <= Math.Min(Columns - 1, column + _reach); c++)
                {
                    int at = (r * Columns) + c;
                    if (_component[at] != -1)
                        continue;
                    _component[at] = number;
                    _pending[blocks++] = at;
                }
            }
        }

        return _pending.AsSpan(0, blocks);
    }
}
