using System.Numerics;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Optimizers.Chains.Stages.Sliced;

/// <summary>The exit of a stage over planes of signs: counts the signs of each channel and cell, keeps every sample's logits and losses, and says what a change would do.</summary>
internal sealed class CountExit
{
    private readonly StageShape _shape;
    private readonly StageWeights _weights;
    private readonly SiteLayout _layout;
    private readonly Memory _memory;
    private readonly Cells _cells;
    private readonly Proposal _proposal;
    private readonly ClassRow? _row;
    private readonly SampleChange _one;
    private readonly ulong[] _planes;
    private readonly int[] _column;
    private readonly int[] _changes;
    private readonly int[] _steps;

    /// <summary>Makes an exit; <see cref="Start"/> is to be called once all planes are set.</summary>
    public CountExit(StageWeights weights, SiteLayout layout, Memory memory, LossKind loss)
    {
        _shape = weights.Shape;
        _weights = weights;
        _layout = layout;
        _memory = memory;
        _cells = new Cells(_shape, layout);
        _proposal = new Proposal(memory, loss, _shape.Classes, _shape.LogitScale);
        if (loss == LossKind.CrossEntropy)
            _row = new ClassRow(memory, _shape.Classes, _shape.LogitScale);
        _one = new SampleChange(weights, memory, _cells, loss);
        _planes = new ulong[checked(_shape.Layers[^1].Units * layout.Words)];
        _column = new int[_cells.Count * memory.Row];
        _changes = layout.SampleBits == 1 ? [] : new int[memory.Logits.Length];
        _steps = new int[memory.Pitch];
    }

    /// <summary>Bytes held.</summary>
    public long Bytes => (_planes.LongLength * sizeof(ulong)) + _proposal.Bytes + (_row?.Bytes ?? 0) + (((long)_column.Length + _changes.Length + _steps.Length) * sizeof(int));

    /// <summary>The samples that a move touches.</summary>
    public Proposal Proposal => _proposal;

    /// <summary>The output signs of a unit: bit 1 = −1, at the sites of the (pooled) map; 0 elsewhere.</summary>
    public Span<ulong> Plane(int unit) => _planes.AsSpan(unit * _layout.Words, _layout.Words);

    /// <summary>Computes all logits and losses from the planes.</summary>
    public void Start()
    {
        for (int k = 0; k < _shape.Classes; k++)
        {
            ReadOnlySpan<short> row = _weights.Row(_shape.Layers.Count, k);
            _steps.AsSpan().Clear();
            for (int f = 0; f < row.Length; f++)
                AddFeature(f, row[f], 0, _steps.AsSpan(0, _memory.Samples));
            for (int s = 0; s < _memory.Samples; s++)
                _memory.Logits[(s * _memory.Row) + k] = _steps[s];
        }

        _steps.AsSpan().Clear();
        _memory.Losses.AsSpan().Clear();
        _memory.Risks.AsSpan().Clear();
        for (int part = 0; part < _memory.Parts; part++)
        {
            _proposal.Begin(part);
            _proposal.RunRow(0, _steps, long.MaxValue);
        }

        _proposal.CommitRow(0, _steps);
    }

    /// <summary>Chooses the unit of the last layer whose plane will change.</summary>
    public void VisitUnit(int unit)
    {
        int units = _shape.Layers[^1].Units;
        for (int cell = 0; cell < _cells.Count; cell++)
        {
            for (int k = 0; k < _shape.Classes; k++)
                _column[(cell * _memory.Row) + k] = _weights.Row(_shape.Layers.Count, k)[(cell * units) + unit];
        }
    }

    /// <summary>How the risk over a part would change if a unit's plane became another.</summary>
    /// <param name="unit">The unit visited.</param>
    /// <param name="next">The plane that it would have, 0 outside the map.</param>
    /// <param name="part">The part.</param>
    /// <param name="limit">As in <see cref="IRisk.Evaluate"/>.</param>
    public long EvaluateUnit(int unit, ReadOnlySpan<ulong> next, int part, long limit)
    {
        _proposal.Begin(part);
        if (_layout.SampleBits == 1)
        {
            CollectBits(Plane(unit), next, _memory.Start(part), _memory.Start(part + 1));
            _proposal.RunColumn(_column, limit);
        }
        else
        {
            RunMaps(Plane(unit), next, part, limit);
        }

        return _proposal.Change;
    }

    /// <summary>Takes over the plane that was evaluated last.</summary>
    public void CommitUnit(int unit, ReadOnlySpan<ulong> next)
    {
        if (_layout.SampleBits == 1)
            _proposal.CommitColumn(_column);
        else
            _proposal.CommitBatches(_changes);
        _row?.Forget();
        next.CopyTo(Plane(unit));
    }

    /// <summary>Takes over what <see cref="Proposal.RunBatch"/> added to the logits; planes are the caller's.</summary>
    public void CommitBatches(ReadOnlySpan<int> changes)
    {
        _proposal.CommitBatches(changes);
        _row?.Forget();
    }

    /// <summary>The samples in which a unit's sign would change to <paramref name="next"/>, with what each loss would change by itself.</summary>
    public Proposal Gains(int unit, ReadOnlySpan<ulong> next)
    {
        for (int part = 0; part < _memory.Parts; part++)
            EvaluateUnit(unit, next, part, long.MaxValue);
        return _proposal;
    }

    /// <summary>How the risk over a part would change if a class's row changed.</summary>
    public long EvaluateRow(Move move, int part, long limit)
    {
        if (_row is not null && _row.Class != move.Unit)
            _row.Begin(move.Unit);
        int first = _memory.Start(part);
        Span<int> all = _row is null ? _steps : _row.Steps, steps = all[first.._memory.Start(part + 1)];
        steps.Clear();
        ReadOnlySpan<short> row = _weights.Row(move.Block, move.Unit);
        for (int i = 0; i < move.Count; i++)
            AddFeature(move.Index[i], move.Value[i] - row[move.Index[i]], first, steps);
        if (_row is not null)
            return _row.Evaluate(part, limit);
        _proposal.Begin(part);
        _proposal.RunRow(move.Unit, _steps, limit);
        return _proposal.Change;
    }

    /// <summary>How the loss of one sample would change if the visited unit's plane became another at the sample's sites.</summary>
    public int ChangeOfUnit(int unit, ReadOnlySpan<ulong> next, int sample) => _one.OfUnit(_column, Plane(unit), next, sample);

    /// <summary>How the loss of one sample would change if a class's row changed.</summary>
    public int ChangeOfRow(Move move, int sample) => _one.OfRow(move, _planes, _layout.Words, sample);

    /// <summary>Takes over the row that was evaluated last, the weights themselves excepted.</summary>
    public void CommitRow(int unit)
    {
        if (_row is null)
            _proposal.CommitRow(unit, _steps);
        else
            _row.Commit();
    }

    /// <summary>Adds a multiple of a feature to numbers of samples that follow one another.</summary>
    private void AddFeature(int feature, int factor, int first, Span<int> to)
    {
        int units = _shape.Layers[^1].Units;
        if (factor == 0)
            return;
        if (feature == _cells.Count * units)
        {
            foreach (ref int number in to)
                number += factor * _cells.Pixels;
            return;
        }

        ReadOnlySpan<ulong> plane = Plane(feature % units);
        if (_layout.SampleBits == 1)
        {
            AddBits(plane, factor, first, to);
            return;
        }

        _cells.AddSums(plane, feature / units, factor, first, to);
    }

    private static void AddBits(ReadOnlySpan<ulong> plane, int factor, int first, Span<int> to)
    {
        ReadOnlySpan<byte> bytes = MemoryMarshal.AsBytes(plane);
        Vector256<int> each = Vector256.Create(1, 2, 4, 8, 16, 32, 64, 128);
        int s = 0;
        for (; s + 8 <= to.Length; s += 8)
        {
            Vector256<int> negative = Vector256.Equals(Vector256.Create((int)bytes[(first + s) / 8]) & each, each);
            ref int numbers = ref to[s];
            (Vector256.LoadUnsafe(ref numbers) + Vector256.ConditionalSelect(negative, Vector256.Create(-factor), Vector256.Create(factor))).StoreUnsafe(ref numbers);
        }

        for (; s < to.Length; s++)
            to[s] += (bytes[(first + s) / 8] >> ((first + s) % 8) & 1) != 0 ? -factor : factor;
    }

    private void CollectBits(ReadOnlySpan<ulong> plane, ReadOnlySpan<ulong> next, int from, int to)
    {
        for (int word = from / 64; word * 64 < to; word++)
        {
            ulong now = next[word], changed = plane[word] ^ now;
            for (; changed != 0; changed &= changed - 1)
            {
                int bit = BitOperations.TrailingZeroCount(changed);
                // From +1 to −1 the count falls by 2.
                _proposal.Collect((word * 64) + bit, (short)(2 - (int)(now >> bit & 1) * 4));
            }
        }
    }

    private void RunMaps(ReadOnlySpan<ulong> plane, ReadOnlySpan<ulong> next, int part, long limit)
    {
        for (int s = _memory.Start(part); s < _memory.Start(part + 1); s++)
        {
            if (_cells.Differ(plane, next, s))
                _proposal.Collect(s);
        }

        for (int count = _proposal.NextBatch(limit); count > 0; count = _proposal.NextBatch(limit))
        {
            int first = _proposal.Done;
            for (int i = first; i < first + count; i++)
                _cells.Fill(plane, next, _proposal.Samples[i], _column, _changes.AsSpan(i * _memory.Row, _memory.Row));
            _proposal.RunBatch(_changes.AsSpan(first * _memory.Row, count * _memory.Row));
        }
    }
}
