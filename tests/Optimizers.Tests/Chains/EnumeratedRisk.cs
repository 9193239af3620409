using Optimizers.Chains.Stages;

namespace Optimizers.Tests.Chains;

/// <summary>The risk of every state of a small stage, from the plain evaluation, in a table: chains on it run millions of steps a second.</summary>
internal sealed class EnumeratedRisk : IStageRisk, IFlipField
{
    private readonly long[][] _table;
    private readonly int[] _samples;
    private readonly Move _flip = new(1);
    private Move? _move;
    private int _next;
    private (int Block, int Unit) _visited;
    private long _version;

    public EnumeratedRisk(TinyStage stage, StateSpace space)
    {
        Space = space;
        Weights = stage.Start.Copy();
        _samples = stage.First == 0 ? [stage.Labels.Length] : [stage.First, stage.Labels.Length - stage.First];
        _table = [.. _samples.Select(_ => new long[space.Count])];
        PlainStage plain = stage.Plain();
        for (int state = 0; state < space.Count; state++)
        {
            StageWeights weights = space.Weights(state);
            for (int i = 0; i < stage.Labels.Length; i++)
            {
                _table[i < _samples[0] ? 0 : 1][state] +=
                    Losses.Of(stage.Loss, plain.Logits(weights, i), stage.Labels[i], stage.Start.Shape.LogitScale);
            }
        }

        State = space.IndexOf(Weights);
    }

    /// <summary>Shares the table, begins anew.</summary>
    public EnumeratedRisk(EnumeratedRisk other, StageWeights start)
    {
        (Space, _table, _samples, Weights) = (other.Space, other._table, other._samples, start.Copy());
        State = Space.IndexOf(Weights);
    }

    public StateSpace Space { get; }

    public int State { get; private set; }

    public StageShape Shape => Weights.Shape;

    public StageWeights Weights { get; }

    public ReadOnlySpan<short> Row => Weights.Row(_visited.Block, _visited.Unit);

    public int Samples => _samples.Sum();

    public int Parts => _samples.Length;

    public int SamplesOf(int part) => _samples[part];

    public long RiskOf(int part) => _table[part][State];

    public long RiskAt(int state) => _table.Sum(part => part[state]);

    /// <summary>As far as nobody has seen the state before, or always another where <see cref="Forgets"/>.</summary>
    public long Version => _version += Forgets ? 1 : 0;

    /// <summary>Whether a field is to be asked for each time.</summary>
    public bool Forgets { get; init; }

    /// <summary>Times that a field was asked for.</summary>
    public long Fields { get; private set; }

    public void Visit(int block, int unit)
    {
        _visited = (block, unit);
        _version++;
    }

    public long Evaluate(Move move, int part, long limit)
    {
        if ((move.Block, move.Unit) != _visited || move.Count == 0)
            throw new InvalidOperationException("not a move of the visited unit");
        if (part == 0)
            (_move, _next) = (move, Target(move));
        long change = _table[part][_next] - _table[part][State];
        // Anything above the limit may be said: so that it is noticed when it is taken for the change.
        if (change <= limit)
            return change;
        _move = null;
        return long.MaxValue;
    }

    public void Commit()
    {
        if (_move is null)
            throw new InvalidOperationException("nothing to commit");
        Span<short> row = Weights.Row(_move.Block, _move.Unit);
        for (int i = 0; i < _move.Count; i++)
            row[_move.Index[i]] = _move.Value[i];
        (State, _move) = (_next, null);
        _version++;
    }

    public void Field(Span<long> change)
    {
        Fields++;
        ReadOnlySpan<short> row = Weights.Row(_visited.Block, _visited.Unit);
        for (int i = 0; i < change.Length; i++)
        {
            _flip.Begin(_visited.Block, _visited.Unit);
            _flip.Add(i, (short)-row[i]);
            int target = Target(_flip);
            change[i] = 0;
            foreach (long[] part in _table)
                change[i] += part[target] - part[State];
        }
    }

    public void CopyLogits(Span<int> logits) => throw new NotSupportedException();

    public void CopyOutputs(Span<sbyte> outputs) => throw new NotSupportedException();

    public int StateAfter(Move move) => Target(move);

    private int Target(Move move)
    {
        ReadOnlySpan<short> row = Weights.Row(move.Block, move.Unit);
        int state = State;
        for (int i = 0; i < move.Count; i++)
        {
            if (!Space.Holds(move.Block, move.Index[i], move.Value[i]) || row[move.Index[i]] == move.Value[i])
                throw new InvalidOperationException($"weight {move.Index[i]} goes from {row[move.Index[i]]} to {move.Value[i]}");
            state += Space.Step(move.Block, move.Unit, move.Index[i], row[move.Index[i]], move.Value[i]);
        }

        return state;
    }
}
