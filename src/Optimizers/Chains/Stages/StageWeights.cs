using Optimizers.Chains.Priors;

namespace Optimizers.Chains.Stages;

/// <summary>All weights of a stage, a row a unit: its weights, then its bias.</summary>
public sealed class StageWeights : ICentre
{
    private readonly short[][] _blocks;

    /// <summary>Makes weights that are all 0.</summary>
    public StageWeights(StageShape shape)
    {
        Shape = shape;
        _blocks = new short[shape.Blocks][];
        for (int block = 0; block < _blocks.Length; block++)
            _blocks[block] = new short[shape.Units(block) * shape.Row(block)];
    }

    /// <summary>What they are the weights of.</summary>
    public StageShape Shape { get; }

    /// <summary>Bytes of all.</summary>
    public int Bytes => RowBytes.Of(_blocks);

    /// <summary>All rows of a block, one after the other.</summary>
    public Span<short> Block(int block) => _blocks[block];

    /// <summary>The row of a unit.</summary>
    public Span<short> Row(int block, int unit)
    {
        int length = Shape.Row(block);
        return _blocks[block].AsSpan(unit * length, length);
    }

    /// <inheritdoc/>
    public short At(int block, int unit, int index) => Row(block, unit)[index];

    /// <summary>Takes over the new values of a move.</summary>
    internal void Take(Move move)
    {
        Span<short> row = Row(move.Block, move.Unit);
        for (int i = 0; i < move.Count; i++)
            row[move.Index[i]] = move.Value[i];
    }

    /// <summary>A copy that shares nothing.</summary>
    public StageWeights Copy()
    {
        StageWeights copy = new(Shape);
        copy.CopyFrom(this);
        return copy;
    }

    /// <summary>Takes over the weights of another of the same shape.</summary>
    public void CopyFrom(StageWeights other)
    {
        for (int block = 0; block < _blocks.Length; block++)
            other._blocks[block].CopyTo(_blocks[block], 0);
    }

    /// <summary>Writes all weights, block after block, little-endian.</summary>
    /// <param name="bytes"><c>[Bytes]</c>.</param>
    public void CopyTo(Span<byte> bytes) => RowBytes.Write(_blocks, bytes);

    /// <summary>Takes over the weights that <see cref="CopyTo"/> wrote.</summary>
    /// <param name="bytes"><c>[Bytes]</c>.</param>
    public void CopyFrom(ReadOnlySpan<byte> bytes) => RowBytes.Read(_blocks, bytes);
}
