using System.Runtime.CompilerServices;

namespace Optimizers.Chains.Stages.Sliced;

/// <summary>
/// A stage of one layer and its exit: the sums of the visited unit are held bit by bit over all samples and places, so that a flip moves 256 sums in a few
/// instructions, and only the samples in which a sign changes go on to the exit.
/// </summary>
/// <typeparam name="T">A bundle of words.</typeparam>
/// <typeparam name="TWords">What can be done with it.</typeparam>
internal sealed class SlicedStage<T, TWords> : IStageRisk, IFlipField, IHeldBytes
    where T : unmanaged
    where TWords : struct, IWords<T>
{
    /// <summary>Words that parts and planes are cut at, whatever the bundle: the same parts on every machine.</summary>
    private const int Bundle = 4;

    private readonly StagePlan _plan;
    private readonly SiteLayout _layout;
    private readonly InputPlanes _inputs;
    private readonly UnitSums<T, TWords> _sums;
    private readonly Memory _memory;
    private readonly CountExit _exit;
    private readonly ulong[] _valid;
    private readonly ulong[] _signs;
    private readonly ulong[] _next;
    private int _block;
    private int _unit;
    private readonly Move _flip = new(1);
    private FlipField? _field;
    private Move? _move;

    public SlicedStage(StagePlan plan)
    {
        _plan = plan;
        Weights = plan.Weights.Copy();
        LayerShape layer = Shape.Layers[0];
        _layout = new SiteLayout(layer, plan.Labels.Length, Bundle);
        _inputs = new InputPlanes(layer, _layout, Shape.TakesBytes);
        for (int s = 0; s < Samples; s++)
            _inputs.Set(s, plan.Inputs.AsSpan(s * Shape.InputLength, Shape.InputLength));
        _sums = new UnitSums<T, TWords>(layer, _layout, _inputs, plan.LargestWeight, plan.LargestBias);
        _memory = new Memory(plan.Labels, Shape.Classes, plan.First);
        _exit = new CountExit(Weights, _layout, _memory, plan.Loss);
        _signs = new ulong[_layout.Pitch];
        _next = new ulong[_layout.Words];
        _valid = new ulong[_layout.Words];
        MarkValid(layer);
        for (int unit = 0; unit < layer.Units; unit++)
        {
            _sums.Visit(Weights.Row(0, unit));
            _sums.Signs(_signs.AsSpan(0, _layout.Words), 0, _layout.Words);
            Output(0, _layout.Words);
            _next.CopyTo(_exit.Plane(unit));
        }

        _exit.Start();
        _block = 1;
    }

    /// <inheritdoc/>
    public StageShape Shape => _plan.Weights.Shape;

    /// <inheritdoc/>
    public StageWeights Weights { get; }

    /// <inheritdoc/>
    public int Samples => _plan.Labels.Length;

    /// <inheritdoc/>
    public int Parts => _memory.Parts;

    /// <inheritdoc/>
    public int SamplesOf(int part) => _memory.Start(part + 1) - _memory.Start(part);

    /// <inheritdoc/>
    public long RiskOf(int part) => _memory.Risks[part];

    /// <inheritdoc/>
    public long Bytes => _sums.Bytes + _memory.Bytes + _exit.Bytes + ((_valid.LongLength + _signs.Length + _next.Length) * sizeof(ulong));

    /// <inheritdoc/>
    public long InputBytes => _inputs.Bytes;

    /// <inheritdoc/>
    public void Visit(int block, int unit)
    {
        (_block, _unit) = (block, unit);
        if (block == Shape.Layers.Count)
            return;
        _sums.Visit(Weights.Row(block, unit));
        _exit.VisitUnit(unit);
    }

    /// <inheritdoc/>
    public long Evaluate(Move move, int part, long limit)
    {
        if (move.Block != _block || move.Unit != _unit)
            throw new ArgumentException($"found a move of unit {move.Unit} of block {move.Block}, expected one of the visited unit {_unit} of block {_block}", nameof(move));
        _move = move;
        if (_block == Shape.Layers.Count)
            return _exit.EvaluateRow(move, part, limit);
        if (part == 0)
            _sums.Begin(Weights.Row(_block, _unit), move);
        int from = Word(part), to = part == Parts - 1 ? _layout.Words : Word(part + 1);
        _sums.NextSigns(_signs, from, to);
        Output(from, to);
        return _exit.EvaluateUnit(_unit, _next, part, limit);
    }

    /// <inheritdoc/>
    public void Commit()
    {
        if (_block == Shape.Layers.Count)
        {
            _exit.CommitRow(_unit);
        }
        else
        {
            _sums.Commit();
            _exit.CommitUnit(_unit, _next);
        }

        Span<short> row = Weights.Row(_block, _unit);
        for (int i = 0; i < _move!.Count; i++)
            row[_move.Index[i]] = _move.Value[i];
    }

    /// <inheritdoc/>
    public void Field(Span<long> change)
    {
        ReadOnlySpan<short> row = Weights.Row(_block, _unit);
        int quick = _block < Shape.Layers.Count && _layout.SampleBits == 1 && !Shape.TakesBytes && _plan.LargestWeight == 1 ? Math.Min(change.Length, Shape.Layers[0].Inputs) : 0;
        if (quick > 0)
        {
            _field ??= new FlipField(_plan.Inputs, Shape.Layers[0].Inputs);
            _sums.Edges(_next);
            ReadOnlySpan<ulong> plane = _exit.Plane(_unit);
            for (int word = 0; word < _next.Length; word++)
                _next[word] = (_next[word] & _valid[word]) ^ plane[word];
            Proposal gains = _exit.Gains(_unit, _next);
            _field.Add(row, gains.Samples, gains.Steps, gains.ToGains(), change[..quick]);
        }

        for (int i = quick; i < change.Length; i++)
        {
            _flip.Begin(_block, _unit);
            _flip.Add(i, (short)-row[i]);
            change[i] = 0;
            for (int part = 0; part < Parts; part++)
                change[i] += Evaluate(_flip, part, long.MaxValue);
        }
    }

    /// <inheritdoc/>
    public void CopyLogits(Span<int> logits)
    {
        for (int k = 0; k < Shape.Classes; k++)
        {
            for (int s = 0; s < Samples; s++)
                logits[(s * Shape.Classes) + k] = _memory.Logits[(s * _memory.Row) + k];
        }
    }

    /// <inheritdoc/>
    public void CopyOutputs(Span<sbyte> outputs)
    {
        LayerShape layer = Shape.Layers[0];
        int step = layer.Pools ? 2 : 1, places = layer.OutputHeight * layer.OutputWidth;
        for (int unit = 0; unit < layer.Units; unit++)
        {
            ReadOnlySpan<ulong> plane = _exit.Plane(unit);
            for (int s = 0; s < Samples; s++)
            {
                for (int place = 0; place < places; place++)
                {
                    long site = _layout.Site(s, place / layer.OutputWidth * step, place % layer.OutputWidth * step);
                    outputs[(((s * places) + place) * layer.Units) + unit] = (sbyte)(1 - (int)(plane[(int)(site >> 6)] >> (int)(site & 63) & 1) * 2);
                }
            }
        }
    }

    /// <summary>The word at which a part begins.</summary>
    private int Word(int part) => (int)((long)_memory.Start(part) * _layout.SampleBits / 64);

    /// <summary>From the signs of the sums to those of the output: pooled, and 0 outside the map.</summary>
    private void Output(int from, int to)
    {
        ref ulong signs = ref _signs[0];
        bool pools = Shape.Layers[0].Pools;
        int below = _layout.RowBits / 64, shift = _layout.RowBits % 64, belowNext = (_layout.RowBits + 1) / 64, shiftNext = (_layout.RowBits + 1) % 64;
        for (int word = from; word < to; word += TWords.Count)
        {
            ref ulong source = ref Unsafe.Add(ref signs, word);
            T bits = TWords.Load(ref source);
            if (pools)
            {
                // The largest of four signs is −1 only where all four are.
                bits = TWords.And(TWords.And(bits, TWords.Shifted(ref source, 1)), TWords.And(
                    TWords.Shifted(ref Unsafe.Add(ref source, below), shift), TWords.Shifted(ref Unsafe.Add(ref source, belowNext), shiftNext)));
            }

            TWords.Store(TWords.And(bits, TWords.Load(ref _valid[word])), ref _next[word]);
        }
    }

    private void MarkValid(LayerShape layer)
    {
        int step = layer.Pools ? 2 : 1;
        for (int s = 0; s < Samples; s++)
        {
            for (int y = 0; y < layer.OutputHeight; y++)
            {
                for (int x = 0; x < layer.OutputWidth; x++)
                {
                    long site = _layout.Site(s, y * step, x * step);
                    _valid[site >> 6] |= 1UL << (int)(site & 63);
                }
            }
        }
    }
}
