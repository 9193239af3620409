using Inference.Format;
using Optimizers.Chains.Priors;
using Optimizers.Chains.Stages;

namespace Optimizers.Chains.Heads;

/// <summary>
/// The risk of the end of a stage, its last layer and its exit; all before is fixed. Block 0: the weights of an output channel. Block 1: the weights of
/// the exit that read an output channel, <c>[class][cell]</c>. Block 2: one unit, the biases, <c>[class]</c> in steps of <see cref="BiasUnit"/> from those of the
/// network.
/// </summary>
/// <remarks>
/// Only the visited channel is held (<see cref="ExtraBytes"/>): that is why the exit's rows are cut by channel, not by class, whose features
/// would be 2 bytes a sample for each of all channels and cells.
/// </remarks>
public abstract class EndStage : ITunedRisk, ILogitChanges
{
    private readonly EndWeights _weights;
    private readonly VisitedUnit _unit;
    private readonly HeadState _head;
    private readonly NetworkDefinition _network;
    private readonly int _stage;
    private readonly bool _isPlain;
    private readonly long _memoryBytes;
    private readonly short[] _row;
    private readonly long[] _changes;
    private int _block;
    private bool _isWide;
    private Move? _move;

    /// <summary>Begins at the weights of the network.</summary>
    private protected EndStage(NetworkDefinition network, int stage, EndWeights weights, VisitedUnit unit, HeadState head, long memoryBytes, bool isPlain)
    {
        (_network, _stage, _weights, _unit, _head, _memoryBytes, _isPlain) = (network, stage, weights, unit, head, memoryBytes, isPlain);
        int exit = weights.Classes * weights.Cells;
        _row = new short[Math.Max(weights.Inputs, exit)];
        _changes = new long[exit];
        Description = $"stage {stage} of {network.Name}, {weights.Description}, steps of {BiasUnit}, {head.Loss}{(head.Weights == default ? "" : $", parts counted {head.Weights}")}";
        Begin();
    }

    /// <inheritdoc/>
    public int Blocks => 3;

    /// <inheritdoc/>
    public int Samples => _head.Slots.Samples;

    /// <inheritdoc/>
    public int Parts => _head.Slots.Parts;

    /// <inheritdoc/>
    public string Description { get; }

    /// <inheritdoc/>
    public int StateBytes => _weights.Bytes;

    /// <summary>The weights of the network, which the chain began at and a prior may be centred at; biases are 0 steps from their own.</summary>
    public abstract ICentre Given { get; }

    /// <summary>What a step of a bias adds to it.</summary>
    public int BiasUnit => _weights.BiasUnit;

    /// <inheritdoc/>
    double ITunedRisk.BiasStep => BiasUnit / (Losses.One * (double)(1L << _head.Shift));

    /// <summary>Bytes of all the chain holds beyond <see cref="MemoryBytes"/>: weights, the visited channel, sums and losses, twice where a move waits.</summary>
    public long ExtraBytes => _weights.Bytes + _unit.Bytes + _head.Bytes + (sizeof(short) * (long)_row.Length) + (sizeof(long) * (long)_changes.Length);

    /// <summary>Bytes of the memory of samples: maps as the layer reads them, and the labels.</summary>
    public long MemoryBytes => _memoryBytes + (sizeof(int) * (long)_head.Labels.Length);

    /// <inheritdoc/>
    public ReadOnlySpan<short> Row => _row.AsSpan(0, RowLength(_block));

    /// <inheritdoc/>
    bool ILogitChanges.IsWide => _isWide;

    /// <inheritdoc/>
    public int Units(int block) => block < 2 ? _weights.Units : 1;

    /// <inheritdoc/>
    public int RowLength(int block) => block switch
    {
        0 => _weights.Inputs,
        1 => _weights.Classes * _weights.Cells,
        _ => _weights.Classes,
    };

    /// <inheritdoc/>
    public int SamplesOf(int part) => _head.Slots.SamplesOf(part);

    /// <inheritdoc/>
    public long RiskOf(int part) => _head.RiskOf(part);

    /// <inheritdoc/>
    public void Visit(int block, int unit)
    {
        _head.Forget();
        _move = null;
        if (block < 2 && unit != _unit.Unit)
            Load(unit);
        _block = block;
        _weights.ReadRow(block, _unit.Unit, _row.AsSpan(0, RowLength(block)));
    }

    /// <inheritdoc/>
    public long Evaluate(Move move, int part, long limit)
    {
        ArgumentNullException.ThrowIfNull(move);
        if (part == 0)
            Begin(move);
        return _head.Evaluate(this, part, limit);
    }

    /// <inheritdoc/>
    public void Commit()
    {
        _head.Commit();
        Move move = _move!;
        if (_block == 0)
            _unit.Commit();
        for (int i = 0; i < move.Count; i++)
        {
            _weights.Set(_block, _unit.Unit, move.Index[i], move.Value[i]);
            _row[move.Index[i]] = move.Value[i];
        }

        if (_block == 1)
            _weights.ReadExit(_unit.Unit, _unit.Exit);
        _move = null;
    }

    /// <inheritdoc/>
    public void CopyState(Span<byte> state) => _weights.CopyTo(state);

    /// <inheritdoc/>
    public void SetState(ReadOnlySpan<byte> state)
    {
        _weights.CopyFrom(state);
        Begin();
    }

    /// <inheritdoc/>
    bool ITunedRisk.Coarsen(double share)
    {
        if (!_weights.Coarsen(share))
            return false;
        Begin();
        return true;
    }

    /// <summary>Copies the logits of a sample at the weights as they are, 1/65536 nats.</summary>
    /// <param name="sample">Of the memory.</param>
    /// <param name="logits"><c>[classes]</c>.</param>
    public void CopyLogits(int sample, Span<int> logits) => _head.CopyLogits(sample, logits);

    /// <summary>The network with the weights as they are. Certificates are left out: what they promised was of other weights.</summary>
    /// <exception cref="OverflowException">A bias has left 32 bits.</exception>
    public NetworkDefinition Export() => _weights.Export(_network, _stage);

    /// <summary>The same with the weights of a sample that was kept; the chain stays where it is.</summary>
    /// <param name="state">As <see cref="CopyState"/> writes it.</param>
    /// <exception cref="OverflowException">A bias has left 32 bits.</exception>
    public NetworkDefinition Export(ReadOnlySpan<byte> state)
    {
        EndWeights weights = _weights.Fresh();
        weights.CopyFrom(state);
        return weights.Export(_network, _stage);
    }

    /// <inheritdoc/>
    void ILogitChanges.Fill(int slot)
    {
        LogitChanges.Clear(_head, _isWide);
        if (_block == 0)
        {
            _unit.Fill(slot);
            LogitChanges.AddMoved(_head, _isWide, slot, _unit);
            return;
        }

        ReadOnlySpan<int> indices = _move!.Index;
        for (int i = 0; i < indices.Length; i++)
        {
            int cell = indices[i] % _weights.Cells;
            if (_block == 1)
                LogitChanges.Add(_head, _isWide, indices[i] / _weights.Cells, (int)_changes[i], _unit.Features.AsSpan((cell * _head.Slots.Count) + slot, SampleSlots.Step));
            else
                LogitChanges.Fill(_head, _isWide, indices[i], _changes[i]);
        }
    }

    /// <summary>Computes all sums from the weights, and visits the first unit.</summary>
    private void Begin()
    {
        int slots = _head.Slots.Count;
        for (int k = 0; k < _weights.Classes; k++)
            _head.Sums.AsSpan(k * slots, slots).Fill(_weights.Bias(k));
        for (int unit = 0; unit < _weights.Units; unit++)
        {
            Load(unit);
            for (int i = 0; i < _unit.Exit.Length; i++)
            {
                (int k, int cell) = (i / _weights.Cells, i % _weights.Cells);
                for (int slot = 0; slot < slots; slot++)
                    _head.Sums[(k * slots) + slot] += _unit.Exit[i] * _unit.Features[(cell * slots) + slot];
            }
        }

        _head.Begin();
        Visit(0, 0);
    }

    private void Load(int unit)
    {
        _unit.GoTo(unit);
        _weights.ReadExit(unit, _unit.Exit);
    }

    private void Begin(Move move)
    {
        _move = move;
        if (_block == 0)
        {
            _isWide = _isPlain || !LogitChanges.Fits(_unit.Exit);
            _unit.Begin(move, _row);
            return;
        }

        long size = 0;
        for (int i = 0; i < move.Count; i++)
        {
            _changes[i] = _weights.Change(_block, _unit.Unit, move.Index[i], _row[move.Index[i]], move.Value[i]);
            size += Math.Abs(_changes[i]);
        }

        _isWide = _isPlain || !LogitChanges.Fits(size, _block == 2);
    }
}
