using Inference;
using Inference.Format;
using Optimizers.Chains.Priors;
using Optimizers.Chains.Stages;

namespace Optimizers.Chains.Heads;

/// <summary>
/// The risk of the end of a stage: its last layer, a <see cref="BinaryResidualDefinition"/>, and its <see cref="LinearExitDefinition"/>, bit for bit as the
/// engine computes them; all before is fixed. Block 0: the signs of an output channel, <c>[Kernel y][Kernel x][InputChannels]</c>. Block 1: the weights of
/// the exit that read an output channel, <c>[class][cell]</c>. Block 2: one unit, the biases, <c>[class]</c> in steps of <see cref="BiasUnit"/> from those of
/// the network.
/// </summary>
/// <remarks>
/// Only the visited channel's sums are held (<see cref="ExtraBytes"/>): that is why the exit's rows are cut by channel, not by class, whose features
/// would be 2 bytes a sample for each of all channels and cells. A flip of a sign changes each sum by ±2.
/// </remarks>
public sealed class ResidualStage : ITunedRisk, ILogitChanges
{
    private readonly ResidualShape _shape;
    private readonly ResidualMemory _memory;
    private readonly ResidualWeights _weights;
    private readonly ResidualUnit _unit;
    private readonly SampleSlots _slots;
    private readonly HeadState _head;
    private readonly NetworkDefinition _network;
    private readonly int _stage;
    private readonly bool _isPlain;
    private readonly short[] _row;
    private int _block;
    private Move? _move;

    /// <summary>Makes the risk over a memory.</summary>
    /// <param name="network">Where the chain begins; its arrays are not written to.</param>
    /// <param name="stage">From 1. Where it is not the last, later stages read what its layer gives: what they answer changes too.</param>
    /// <param name="maps">What the layer reads, <c>[samples][Height][Width][InputChannels]</c>: <see cref="StageMaps.BeforeLast"/>.</param>
    /// <param name="labels"><c>[samples]</c>.</param>
    /// <param name="loss">Which loss.</param>
    /// <param name="first">Samples of the first of two parts; 0: one part.</param>
    /// <param name="isPlain">Evaluates by the definition, for tests: the same numbers, slowly.</param>
    /// <exception cref="ArgumentException">The stage does not end so; or arrays of other lengths.</exception>
    public ResidualStage(
        Network network, int stage, ReadOnlySpan<short> maps, ReadOnlySpan<byte> labels, LossKind loss, int first = 0, bool isPlain = false)
    {
        _shape = new ResidualShape(network, stage);
        _slots = new SampleSlots(labels.Length, first);
        _memory = new ResidualMemory(_shape, _slots, maps);
        _weights = new ResidualWeights(_shape);
        _unit = new ResidualUnit(_shape, _memory, _slots);
        _head = new HeadState(_slots, labels, _shape.Classes, _shape.Exit.Shift, loss);
        // The lanes of 16 slots share a bit: longer vectors are not written for.
        _isPlain = isPlain || System.Numerics.Vector<short>.Count > 16;
        _row = new short[Math.Max(_shape.Inputs, _shape.Classes * _shape.Cells)];
        (_network, _stage) = (network.Definition, stage);
        Description = $"stage {stage} of {_network.Name}, {_shape.Description}, steps of {BiasUnit}, {loss}";
        Begin();
        Visit(0, 0);
    }

    /// <inheritdoc/>
    public int Blocks => 3;

    /// <inheritdoc/>
    public int Samples => _slots.Samples;

    /// <inheritdoc/>
    public int Parts => _slots.Parts;

    /// <inheritdoc/>
    public string Description { get; }

    /// <inheritdoc/>
    public int StateBytes => checked((int)_weights.Bytes);

    /// <summary>The weights of the network, which the chain began at and a prior may be centred at; biases are 0 steps from their own.</summary>
    public ICentre Given => new ResidualCentre(_shape);

    /// <summary>What a step of a bias adds to it.</summary>
    public int BiasUnit => _weights.BiasUnit;

    /// <inheritdoc/>
    double ITunedRisk.BiasStep => BiasUnit / (Losses.One * (double)(1L << _shape.Exit.Shift));

    /// <summary>Bytes of all the chain holds beyond <see cref="MemoryBytes"/>: weights, the visited channel, sums and losses, twice where a move waits.</summary>
    public long ExtraBytes => _weights.Bytes + _unit.Bytes + _head.Bytes + (sizeof(short) * (long)_row.Length);

    /// <summary>Bytes of the memory of samples: int16 maps, their signs and the labels.</summary>
    public long MemoryBytes => _memory.Bytes + (sizeof(int) * (long)_head.Labels.Length);

    /// <inheritdoc/>
    public ReadOnlySpan<short> Row => _row.AsSpan(0, RowLength(_block));

    /// <inheritdoc/>
    bool ILogitChanges.IsWide => IsWide;

    private bool IsWide { get; set; }

    /// <inheritdoc/>
    public int Units(int block) => block < 2 ? _shape.Units : 1;

    /// <inheritdoc/>
    public int RowLength(int block) => block switch
    {
        0 => _shape.Inputs,
        1 => _shape.Classes * _shape.Cells,
        _ => _shape.Classes,
    };

    /// <inheritdoc/>
    public int SamplesOf(int part) => _slots.SamplesOf(part);

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
        ReadRow();
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
            _unit.Commit(_isPlain);
        for (int i = 0; i < move.Count; i++)
        {
            int index = move.Index[i];
            if (_block == 0)
                _weights.Flip(_unit.Unit, index);
            else if (_block == 1)
                _weights.Exit[_shape.ExitIndex(index / _shape.Cells, index % _shape.Cells, _unit.Unit)] = _unit.Exit[index] = move.Value[i];
            else
                _weights.Steps[index] = move.Value[i];
            _row[index] = move.Value[i];
        }

        _move = null;
    }

    /// <inheritdoc/>
    public void CopyState(Span<byte> state) => _weights.CopyTo(state);

    /// <inheritdoc/>
    public void SetState(ReadOnlySpan<byte> state)
    {
        _weights.CopyFrom(state);
        Begin();
        Visit(0, 0);
    }

    /// <summary>Copies the engine's logits of a sample at the weights as they are, 1/65536 nats.</summary>
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
        ResidualWeights weights = new(_shape);
        weights.CopyFrom(state);
        return weights.Export(_network, _stage);
    }

    /// <inheritdoc/>
    void ILogitChanges.Fill(int slot)
    {
        if (_block == 0)
            FillUnit(slot, isMove: true);
        ResidualChanges.Fill(_head, slot, IsWide, _block, _move!, _row, _unit, _weights.BiasUnit);
    }

    /// <summary>Computes all sums from the weights.</summary>
    private void Begin()
    {
        Array.Clear(_head.Sums);
        for (int unit = 0; unit < _shape.Units; unit++)
        {
            Load(unit);
            for (int k = 0; k < _shape.Classes; k++)
            {
                for (int cell = 0; cell < _shape.Cells; cell++)
                {
                    int weight = _weights.Exit[_shape.ExitIndex(k, cell, unit)];
                    for (int slot = 0; slot < _slots.Count; slot++)
                        _head.Sums[(k * _slots.Count) + slot] += weight * _unit.Features[(cell * _slots.Count) + slot];
                }
            }
        }

        for (int k = 0; k < _shape.Classes; k++)
        {
            for (int slot = 0; slot < _slots.Count; slot++)
                _head.Sums[(k * _slots.Count) + slot] += _weights.Bias(k);
        }

        _head.Begin();
    }

    /// <summary>Computes sums and features of a channel from its signs.</summary>
    private void Load(int unit)
    {
        _unit.GoTo(unit);
        Span<short> signs = _row.AsSpan(0, _shape.Inputs);
        _weights.ReadSigns(unit, signs);
        _unit.List.Clear();
        for (int i = 0; i < signs.Length; i++)
            _unit.List.Add(i, signs[i] < 0);
        for (int slot = 0; slot < _slots.Count; slot += SampleSlots.Step)
        {
            if (_slots.IsHeld(slot))
                FillUnit(slot, isMove: false);
        }

        _unit.TakeFeatures();
    }

    private void FillUnit(int slot, bool isMove)
    {
        if (_isPlain)
        {
            _unit.FillPlain(slot, isMove);
            return;
        }

        if (slot % SampleSlots.Block == 0)
            _unit.List.CountBlock(slot);
        _unit.FillFast(slot, isMove);
    }

    private void Begin(Move move)
    {
        _move = move;
        IsWide = _isPlain || !ResidualChanges.Fits(_block, move, _row, _unit.Exit, _weights.BiasUnit);
        if (_block != 0)
            return;
        _unit.List.Clear();
        foreach (int index in move.Index)
            _unit.List.Add(index, _row[index] > 0);
    }

    private void ReadRow()
    {
        for (int i = 0; i < _unit.Exit.Length; i++)
            _unit.Exit[i] = _weights.Exit[_shape.ExitIndex(i / _shape.Cells, i % _shape.Cells, _unit.Unit)];
        if (_block == 0)
            _weights.ReadSigns(_unit.Unit, _row.AsSpan(0, _shape.Inputs));
        else
            (_block == 1 ? _unit.Exit : _weights.Steps).CopyTo(_row, 0);
    }
}
