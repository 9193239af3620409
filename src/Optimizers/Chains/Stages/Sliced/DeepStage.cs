namespace Optimizers.Chains.Stages.Sliced;

/// <summary>
/// A stage of two layers and its exit. Either layer's visited unit is held bit by bit over all samples and places; of a unit of the first, only the samples
/// and places whose sign changes go on to the sums of the second, of these only the units whose sign changes to the exit.
/// </summary>
/// <remarks>
/// The second layer is held twice, as planes of its input, for visits to its units, and as sums, for those to the first layer. Moves of its units are
/// carried into the sums when another unit is visited.
/// </remarks>
/// <typeparam name="T">A bundle of words.</typeparam>
/// <typeparam name="TWords">What can be done with it.</typeparam>
internal sealed class DeepStage<T, TWords> : IStageRisk
    where T : unmanaged
    where TWords : struct, IWords<T>
{
    /// <summary>Words that parts and planes are cut at, whatever the bundle: the same parts on every machine.</summary>
    private const int Bundle = 4;

    private const int Exit = 2;
    private readonly StagePlan _plan;
    private readonly OutputSites[] _sites;
    private readonly InputPlanes[] _inputs;
    private readonly VisitedUnit<T, TWords>[] _units;
    private readonly FollowingSums _following;
    private readonly Memory _memory;
    private readonly CountExit _exit;
    private readonly ExitColumns _columns;
    private readonly ulong[] _planes;
    private readonly int[] _logits;
    private readonly PlaceChange[] _places;
    private int _block = Exit;
    private int _unit;
    private bool _isMoved;
    private Move? _move;

    /// <summary>Makes the risk of a stage of two layers.</summary>
    /// <exception cref="ArgumentException">Layers that do not fit each other, or sums beyond what is held.</exception>
    public DeepStage(StagePlan plan)
    {
        _plan = plan;
        Weights = plan.Weights.Copy();
        LayerShape first = Shape.Layers[0], second = Shape.Layers[1];
        _sites = [.. Shape.Layers.Select(layer => new OutputSites(layer, new SiteLayout(layer, Samples, Bundle)))];
        _inputs = [new(first, _sites[0].Layout, Shape.TakesBytes), new(second, _sites[1].Layout, false)];
        for (int s = 0; s < Samples; s++)
            _inputs[0].Set(s, plan.Inputs.AsSpan(s * Shape.InputLength, Shape.InputLength));
        _units = [.. _sites.Select((sites, layer) => new VisitedUnit<T, TWords>(sites, _inputs[layer], plan))];
        if (_units[1].Sums.Planes > 16)
            throw new ArgumentException($"found sums of {_units[1].Sums.Planes} bits in the second layer of a stage, expected at most 16");
        _following = new FollowingSums(first, second, _sites[1].Layout);
        _memory = new Memory(plan.Labels, Shape.Classes, plan.First);
        _exit = new CountExit(Weights, _sites[1].Layout, _memory, plan.Loss);
        _columns = new ExitColumns(Weights, _memory.Row);
        _planes = new ulong[checked(first.Units * _sites[0].Layout.Words)];
        _logits = new int[_memory.Logits.Length];
        _places = new PlaceChange[_sites[0].Places];
        for (int unit = 0; unit < first.Units; unit++)
        {
            _units[0].Start(Weights.Row(0, unit));
            // All inputs of the second layer are +1 so far.
            for (int s = 0; s < Samples; s++)
                FlipInputs(unit, s, Changes(unit, s));
            _units[0].Output.CopyTo(Plane(unit));
        }

        for (int unit = 0; unit < second.Units; unit++)
        {
            _units[1].Start(Weights.Row(1, unit));
            _units[1].Output.CopyTo(_exit.Plane(unit));
            _following.Take(unit, _units[1].Sums);
        }

        _exit.Start();
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
    public ReadOnlySpan<short> Row => Weights.Row(_block, _unit);

    /// <inheritdoc/>
    public int SamplesOf(int part) => _memory.Start(part + 1) - _memory.Start(part);

    /// <inheritdoc/>
    public long RiskOf(int part) => _memory.Risks[part];

    /// <inheritdoc/>
    public void Visit(int block, int unit)
    {
        if (_isMoved)
            _following.Take(_unit, _units[1].Sums);
        (_block, _unit, _isMoved) = (block, unit, false);
        if (block == Exit)
            return;
        _units[block].Sums.Visit(Weights.Row(block, unit));
        if (block == 0)
            _following.Visit(Weights, 1, unit);
        else
            _exit.VisitUnit(unit);
    }

    /// <inheritdoc/>
    public long Evaluate(Move move, int part, long limit)
    {
        move.Check(_block, _unit);
        _move = move;
        if (_block == Exit)
            return _exit.EvaluateRow(move, part, limit);
        if (part == 0)
            _units[_block].Sums.Begin(Weights.Row(_block, _unit), move);
        int from = Word(part), to = part == Parts - 1 ? _sites[_block].Layout.Words : Word(part + 1);
        _units[_block].Run(from, to);
        return _block == 0 ? EvaluateFirst(part, from, to, limit) : _exit.EvaluateUnit(_unit, _units[1].Output, part, limit);
    }

    /// <inheritdoc/>
    public void Commit()
    {
        Weights.Take(_move!);
        if (_block == Exit)
        {
            _exit.CommitRow(_unit);
            for (int i = 0; i < _move!.Count; i++)
                _columns.Set(_unit, _move.Index[i], _move.Value[i]);
            return;
        }

        _units[_block].Sums.Commit();
        if (_block == 0)
        {
            CommitFirst();
            return;
        }

        _exit.CommitUnit(_unit, _units[1].Output);
        _isMoved = true;
    }

    /// <inheritdoc/>
    public void CopyLogits(Span<int> logits) => _memory.CopyLogits(Shape.Classes, logits);

    /// <inheritdoc/>
    public void CopyOutputs(Span<sbyte> outputs)
    {
        for (int unit = 0; unit < Shape.Layers[1].Units; unit++)
            _sites[1].CopyTo(_exit.Plane(unit), unit, outputs);
    }

    /// <summary>The word at which a part begins.</summary>
    private int Word(int part) => (int)((long)_memory.Start(part) * _sites[_block].Layout.SampleBits / 64);

    /// <summary>The output of a unit of the first layer as it is.</summary>
    private Span<ulong> Plane(int unit) => _planes.AsSpan(unit * _sites[0].Layout.Words, _sites[0].Layout.Words);

    /// <summary>The places of a sample where a unit of the first layer would change.</summary>
    private ReadOnlySpan<PlaceChange> Changes(int unit, int sample) => _places.AsSpan(0, _sites[0].Changes(Plane(unit), _units[0].Output, sample, _places));

    private long EvaluateFirst(int part, int from, int to, long limit)
    {
        Proposal proposal = _exit.Proposal;
        proposal.Begin(part);
        _sites[0].Collect(Plane(_unit), _units[0].Output, from, to, proposal);
        for (int count = proposal.NextBatch(limit); count > 0; count = proposal.NextBatch(limit))
        {
            Span<int> logits = _logits.AsSpan(proposal.Done * _memory.Row, count * _memory.Row);
            for (int i = 0; i < count; i++)
            {
                int sample = proposal.Samples[proposal.Done + i];
                _columns.Fill(_following.Run(sample, Changes(_unit, sample)), logits.Slice(i * _memory.Row, _memory.Row));
            }

            proposal.RunBatch(logits);
        }

        return proposal.Change;
    }

    private void CommitFirst()
    {
        foreach (int sample in _exit.Proposal.Samples)
        {
            ReadOnlySpan<PlaceChange> places = Changes(_unit, sample);
            foreach (UnitChange change in _following.Run(sample, places))
            {
                long site = _sites[1].Site(sample, change.Place);
                _exit.Plane(change.Unit)[(int)(site >> 6)] ^= 1UL << (int)(site & 63);
            }

            _following.Commit(sample);
            FlipInputs(_unit, sample, places);
        }

        _exit.CommitBatches(_logits);
        _units[0].Output.CopyTo(Plane(_unit));
    }

    private void FlipInputs(int channel, int sample, ReadOnlySpan<PlaceChange> places)
    {
        foreach (PlaceChange place in places)
        {
            (int y, int x, int c) = _following.Reads.Input(place.Place, channel);
            _inputs[1].Flip(sample, y, x, c);
        }
    }
}
