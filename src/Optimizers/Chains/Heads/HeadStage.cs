using Optimizers.Chains.Stages;

namespace Optimizers.Chains.Heads;

/// <summary>
/// The risk of an exit alone, over features that are fixed integers, whatever network gave them: <c>logit_k = sat32((Σ w_kj·f_j + b_k) &gt;&gt; Shift)</c> in
/// 1/65536 nats, the sum in 64 bits, as the engine's linear exit. Block 0: the weights of a class, <c>[feature]</c>. Block 1: one unit, the biases,
/// <c>[class]</c> in steps of BiasUnit from those given.
/// </summary>
public sealed class HeadStage : IRisk, ILogitChanges
{
    private readonly SampleSlots _slots;
    private readonly HeadState _head;
    private readonly short[] _features;
    private readonly short[][] _rows;
    private readonly int[] _biases;
    private readonly int _biasUnit;
    private readonly bool _isPlain;
    private int _block;
    private int _unit;
    private bool _isWide;
    private Move? _move;

    /// <summary>Makes the risk over a memory.</summary>
    /// <param name="features"><c>[samples][features]</c>.</param>
    /// <param name="labels"><c>[samples]</c>.</param>
    /// <param name="weights">Where the chain begins: <c>[classes][features]</c>; copied.</param>
    /// <param name="biases"><c>[classes]</c>.</param>
    /// <param name="shift">0 to 47.</param>
    /// <param name="biasUnit">What a step of a bias adds to its sum, at least 1.</param>
    /// <param name="loss">Which loss.</param>
    /// <param name="first">Samples of the first of two parts; 0: one part.</param>
    /// <param name="isPlain">Evaluates by the definition, for tests: the same numbers, slowly.</param>
    /// <exception cref="ArgumentException">Arrays of other lengths.</exception>
    public HeadStage(
        ReadOnlySpan<short> features,
        ReadOnlySpan<byte> labels,
        ReadOnlySpan<short> weights,
        ReadOnlySpan<int> biases,
        int shift,
        int biasUnit,
        LossKind loss,
        int first = 0,
        bool isPlain = false)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(biases.Length, 2);
        ArgumentOutOfRangeException.ThrowIfNegative(shift);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(shift, 47);
        ArgumentOutOfRangeException.ThrowIfLessThan(biasUnit, 1);
        int length = weights.Length / biases.Length;
        if (weights.Length != length * biases.Length || features.Length != length * labels.Length)
            throw new ArgumentException($"found {weights.Length} weights and {features.Length} features, expected as many of each class as of each sample");
        _slots = new SampleSlots(labels.Length, first);
        _head = new HeadState(_slots, labels, biases.Length, shift, loss);
        (_biases, _biasUnit, _isPlain) = (biases.ToArray(), biasUnit, isPlain);
        _features = new short[length * _slots.Count];
        for (int i = 0; i < features.Length; i++)
            _features[(i % length * _slots.Count) + _slots.SlotOf(i / length)] = features[i];
        _rows = new short[biases.Length + 1][];
        for (int k = 0; k < biases.Length; k++)
            _rows[k] = weights.Slice(k * length, length).ToArray();
        _rows[^1] = new short[biases.Length];
        Description = $"exit of {length} features, {biases.Length} classes, shift {shift}, steps of {biasUnit}, {loss}, numbers {Fnv.Of(biases, Fnv.Of(weights)):x16}";
        Begin();
    }

    /// <inheritdoc/>
    public string Description { get; }

    /// <inheritdoc/>
    public int Blocks => 2;

    /// <inheritdoc/>
    public int Samples => _slots.Samples;

    /// <inheritdoc/>
    public int Parts => _slots.Parts;

    /// <summary>Bytes of all the chain holds beyond the features and labels.</summary>
    public long ExtraBytes => _head.Bytes + StateBytes + (sizeof(int) * (long)_biases.Length);

    /// <inheritdoc/>
    public int StateBytes => RowBytes.Of(_rows);

    /// <inheritdoc/>
    public ReadOnlySpan<short> Row => _rows[_block == 0 ? _unit : ^1];

    /// <inheritdoc/>
    bool ILogitChanges.IsWide => _isWide;

    /// <inheritdoc/>
    public int Units(int block) => block == 0 ? _head.Classes : 1;

    /// <inheritdoc/>
    public int RowLength(int block) => _rows[block == 0 ? 0 : ^1].Length;

    /// <inheritdoc/>
    public int SamplesOf(int part) => _slots.SamplesOf(part);

    /// <inheritdoc/>
    public long RiskOf(int part) => _head.RiskOf(part);

    /// <summary>The weights of a class as they are, <c>[features]</c>.</summary>
    public ReadOnlySpan<short> Weights(int k) => _rows[k];

    /// <summary>Steps of the bias of a class from the one given.</summary>
    public int BiasSteps(int k) => _rows[^1][k];

    /// <inheritdoc/>
    public void Visit(int block, int unit)
    {
        _head.Forget();
        (_block, _unit) = (block, unit);
    }

    /// <inheritdoc/>
    public long Evaluate(Move move, int part, long limit)
    {
        ArgumentNullException.ThrowIfNull(move);
        if (part == 0)
        {
            _move = move;
            long size = 0;
            for (int i = 0; i < move.Count; i++)
                size += Math.Abs(move.Value[i] - Row[move.Index[i]]);
            _isWide = _isPlain || !LogitChanges.Fits(_block == 0 ? size : size * _biasUnit, _block == 1);
        }

        return _head.Evaluate(this, part, limit);
    }

    /// <inheritdoc/>
    public void Commit()
    {
        _head.Commit();
        short[] row = _rows[_block == 0 ? _unit : ^1];
        for (int i = 0; i < _move!.Count; i++)
            row[_move.Index[i]] = _move.Value[i];
    }

    /// <inheritdoc/>
    public void CopyState(Span<byte> state) => RowBytes.Write(_rows, state);

    /// <inheritdoc/>
    public void SetState(ReadOnlySpan<byte> state)
    {
        RowBytes.Read(_rows, state);
        Begin();
    }

    /// <summary>Copies the logits of a sample at the weights as they are, 1/65536 nats.</summary>
    /// <param name="sample">Of the memory.</param>
    /// <param name="logits"><c>[classes]</c>.</param>
    public void CopyLogits(int sample, Span<int> logits) => _head.CopyLogits(sample, logits);

    /// <inheritdoc/>
    void ILogitChanges.Fill(int slot)
    {
        LogitChanges.Clear(_head, _isWide);
        for (int i = 0; i < _move!.Count; i++)
        {
            int index = _move.Index[i], change = _move.Value[i] - Row[index];
            if (_block == 0)
                LogitChanges.Add(_head, _isWide, _unit, change, _features.AsSpan((index * _slots.Count) + slot, SampleSlots.Step));
            else
                LogitChanges.Fill(_head, _isWide, index, (long)change * _biasUnit);
        }
    }

    /// <summary>Computes all sums from the weights.</summary>
    private void Begin()
    {
        for (int k = 0; k < _biases.Length; k++)
        {
            Span<long> sums = _head.Sums.AsSpan(k * _slots.Count, _slots.Count);
            sums.Fill(_biases[k] + ((long)_rows[^1][k] * _biasUnit));
            for (int j = 0; j < _rows[k].Length; j++)
            {
                for (int slot = 0; slot < sums.Length; slot++)
                    sums[slot] += _rows[k][j] * _features[(j * _slots.Count) + slot];
            }
        }

        _head.Begin();
    }
}
