namespace Optimizers.Chains.Stages.Sliced;

/// <summary>What a move would change of one sample's loss, by its logits alone: for minibatches.</summary>
internal sealed class SampleChange(StageWeights weights, Memory memory, Cells cells, LossKind loss)
{
    private readonly StageShape _shape = weights.Shape;
    private readonly int[] _logits = new int[weights.Shape.Classes];
    private readonly int[] _changes = new int[memory.Row];

    /// <summary>If a unit's plane became another, in 1/65536.</summary>
    /// <param name="column"><c>[cells][Row]</c>: the exit's weights of the unit.</param>
    /// <param name="plane">As it is.</param>
    /// <param name="next">As it would be; read at the sample's sites.</param>
    /// <param name="sample">Which sample.</param>
    public int OfUnit(ReadOnlySpan<int> column, ReadOnlySpan<ulong> plane, ReadOnlySpan<ulong> next, int sample)
    {
        if (!cells.Differ(plane, next, sample))
            return 0;
        cells.Fill(plane, next, sample, column, _changes);
        for (int k = 0; k < _logits.Length; k++)
            _logits[k] = memory.Logits[(sample * memory.Row) + k] + _changes[k];
        return Change(sample);
    }

    /// <summary>If a class's row changed, in 1/65536.</summary>
    /// <param name="move">Of the exit.</param>
    /// <param name="planes">The outputs of all units.</param>
    /// <param name="pitch">Words from one unit's to the next.</param>
    /// <param name="sample">Which sample.</param>
    public int OfRow(Move move, ReadOnlySpan<ulong> planes, int pitch, int sample)
    {
        ReadOnlySpan<short> row = weights.Row(move.Block, move.Unit);
        int units = _shape.Layers[^1].Units, step = 0;
        for (int i = 0; i < move.Count; i++)
        {
            int feature = move.Index[i], more = move.Value[i] - row[feature];
            if (feature == _shape.Features)
                step += more * cells.Pixels;
            else
                cells.AddSums(planes.Slice(feature % units * pitch, pitch), feature / units, more, sample, new Span<int>(ref step));
        }

        memory.Logits.AsSpan(sample * memory.Row, _logits.Length).CopyTo(_logits);
        _logits[move.Unit] += step;
        return Change(sample);
    }

    private int Change(int sample) => Losses.Of(loss, _logits, memory.Labels[sample], _shape.LogitScale) - memory.Losses[sample];
}
