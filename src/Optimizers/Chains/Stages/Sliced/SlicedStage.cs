namespace Optimizers.Chains.Stages.Sliced;

/// <summary>
/// A stage of one layer and its exit: the sums of the visited unit are held bit by bit over all samples and places, so that a flip moves 256 sums in a few
/// instructions, and only the samples in which a sign changes go on to the exit.
/// </summary>
/// <typeparam name="T">A bundle of words.</typeparam>
/// <typeparam name="TWords">What can be done with it.</typeparam>
internal sealed class SlicedStage<T, TWords> : IStageRisk, IFlipField, ISampleRisk, IHeldBytes
    where T : unmanaged
    where TWords : struct, IWords<T>
{
    /// <summary>Words that parts and planes are cut at, whatever the bundle: the same parts on every machine.</summary>
    private const int Bundle = 4;

    private readonly StagePlan _plan;
    private readonly OutputSites _sites;
    private readonly SiteLayout _layout;
    private readonly InputPlanes _inputs;
    private readonly VisitedUnit<T, TWords> _visited;
    private readonly Memory _memory;
    private readonly CountExit _exit;
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
        _sites = new OutputSites(layer, _layout);
        _inputs = new InputPlanes(layer, _layout, Shape.TakesBytes);
        for (int s = 0; s < Samples; s++)
            _inputs.Set(s, plan.Inputs.AsSpan(s * Shape.InputLength, Shape.InputLength));
        _visited = new VisitedUnit<T, TWords>(_sites, _inputs, plan);
        _memory = new Memory(plan.Labels, Shape.Classes, plan.First);
        _exit = new CountExit(Weights, _layout, _memory, plan.Loss);
        for (int unit = 0; unit < layer.Units; unit++)
        {
            _visited.Start(Weights.Row(0, unit));
            _visited.Output.CopyTo(_exit.Plane(unit));
        }

        _exit.Start();
        _block = 1;
    }

    /// <inheritdoc/>
    public StageShape Shape => _plan.Weights.Shape;

    /// <inheritdoc/>
    public StageWeights Weights { get; }

    /// <inheritdoc/>
    public ReadOnlySpan<short> Row => Weights.Row(_block, _unit);

    /// <inheritdoc/>
    public int Samples => _plan.Labels.Length;

    /// <inheritdoc/>
    public int Parts => _memory.Parts;

    /// <inheritdoc/>
    public int SamplesOf(int part) => _memory.Start(part + 1) - _memory.Start(part);

    /// <inheritdoc/>
    public long RiskOf(int part) => _memory.Risks[part];

    /// <inheritdoc/>
    public long Version { get; private set; }

    /// <inheritdoc/>
    public long Bytes => _visited.Bytes + _memory.Bytes + _exit.Bytes;

    /// <inheritdoc/>
    public long InputBytes => _inputs.Bytes;

    /// <inheritdoc/>
    public void Visit(int block, int unit)
    {
        (_block, _unit) = (block, unit);
        Version++;
        if (block == Shape.Layers.Count)
            return;
        _visited.Sums.Visit(Weights.Row(block, unit));
        _exit.VisitUnit(unit);
    }

    /// <inheritdoc/>
    public long Evaluate(Move move, int part, long limit)
    {
        move.Check(_block, _unit);
        _move = move;
        if (_block == Shape.Layers.Count)
            return _exit.EvaluateRow(move, part, limit);
        if (part == 0)
            _visited.Sums.Begin(Weights.Row(_block, _unit), move);
        int from = Word(part), to = part == Parts - 1 ? _layout.Words : Word(part + 1);
        _visited.Run(from, to);
        return _exit.EvaluateUnit(_unit, _visited.Output, part, limit);
    }

    /// <inheritdoc/>
    public int ChangeOf(Move move, int sample)
    {
        move.Check(_block, _unit);
        if (_block == Shape.Layers.Count)
            return _exit.ChangeOfRow(move, sample);
        _visited.Sums.Begin(Weights.Row(_block, _unit), move);
        // The sample's words, or the one that it shares with others, in whole bundles.
        long bit = (long)sample * _layout.SampleBits;
        _visited.Run((int)(bit / 64) / TWords.Count * TWords.Count, (int)((bit + _layout.SampleBits + 63) / 64));
        return _exit.ChangeOfUnit(_unit, _visited.Output, sample);
    }

    /// <inheritdoc/>
    public int BoundOf(Move move) => LossBound.Of(_plan.Loss, Weights, move);

    /// <inheritdoc/>
    public void Commit()
    {
        Version++;
        if (_block == Shape.Layers.Count)
        {
            _exit.CommitRow(_unit);
        }
        else
        {
            _visited.Sums.Commit();
            _exit.CommitUnit(_unit, _visited.Output);
        }

        Weights.Take(_move!);
    }

    /// <inheritdoc/>
    public void Field(Span<long> change)
    {
        ReadOnlySpan<short> row = Weights.Row(_block, _unit);
        int quick = _block < Shape.Layers.Count && _layout.SampleBits == 1 && !Shape.TakesBytes && _plan.LargestWeight == 1 ? Math.Min(change.Length, Shape.Layers[0].Inputs) : 0;
        if (quick > 0)
        {
            _field ??= new FlipField(_plan.Inputs, Shape.Layers[0].Inputs);
            _visited.TurnEdges(_exit.Plane(_unit));
            Proposal gains = _exit.Gains(_unit, _visited.Output);
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
    public void CopyLogits(Span<int> logits) => _memory.CopyLogits(Shape.Classes, logits);

    /// <inheritdoc/>
    public void CopyOutputs(Span<sbyte> outputs)
    {
        for (int unit = 0; unit < Shape.Layers[0].Units; unit++)
            _sites.CopyTo(_exit.Plane(unit), unit, outputs);
    }

    /// <summary>The word at which a part begins.</summary>
    private int Word(int part) => (int)((long)_memory.Start(part) * _layout.SampleBits / 64);
}
