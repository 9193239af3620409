using Optimizers.Chains.Stages;

namespace Optimizers.Chains.Towers;

/// <summary>
/// R_n of a tower over a memory of samples, exact, in 1/65536, with the values and signs of every level kept: a change of a layer runs only what is
/// above it, and of a row only the one channel up to where its sign turns.
/// </summary>
/// <remarks>Evaluate, then perhaps <see cref="Commit"/>. One thread. Nothing is allocated after construction.</remarks>
public sealed class TowerRisk
{
    private readonly LossKind _loss;
    private readonly byte[] _labels;
    private readonly TowerLevels _levels;
    private readonly int[] _logits;
    private readonly int[] _losses;
    private readonly int[] _tried;
    private readonly ulong[] _row;
    private readonly TowerWalk _walk;
    private TowerChange _change;

    /// <summary>Makes the risk of a tower.</summary>
    /// <param name="tower">Only this object may change it from now on.</param>
    /// <param name="inputs">r_0, <c>[samples][Width]</c>.</param>
    /// <param name="labels"><c>[samples]</c>, below Classes.</param>
    /// <param name="loss">Which loss.</param>
    /// <exception cref="ArgumentException">Inputs and labels do not fit each other or the tower.</exception>
    public TowerRisk(Tower tower, short[] inputs, byte[] labels, LossKind loss)
    {
        ArgumentNullException.ThrowIfNull(tower);
        ArgumentNullException.ThrowIfNull(inputs);
        ArgumentNullException.ThrowIfNull(labels);
        if (inputs.Length != labels.Length * tower.Shape.Width)
            throw new ArgumentException($"found {inputs.Length} inputs, expected {labels.Length} samples of {tower.Shape.Width}", nameof(inputs));
        if (Array.FindIndex(labels, label => label >= tower.Shape.Classes) is int bad and >= 0)
            throw new ArgumentException($"sample {bad}: found class {labels[bad]}, expected below {tower.Shape.Classes}", nameof(labels));
        (Tower, _labels, _loss) = (tower, labels, loss);
        _levels = new TowerLevels(tower.Shape, labels.Length);
        inputs.CopyTo(_levels.All(0));
        _logits = new int[labels.Length * tower.Shape.Classes];
        _losses = new int[labels.Length];
        _tried = new int[tower.Shape.Classes];
        _row = new ulong[tower.Shape.Words];
        _walk = new TowerWalk(tower, _levels);
        Refresh();
    }

    /// <summary>The tower.</summary>
    public Tower Tower { get; }

    /// <summary>Samples of the memory.</summary>
    public int Samples => _labels.Length;

    /// <summary>R_n.</summary>
    public long Risk { get; private set; }

    /// <summary>How R_n would change if a layer's gate were another.</summary>
    /// <param name="layer">0 to L − 1.</param>
    /// <param name="gate">0 to MostGate.</param>
    /// <param name="limit">As soon as the change is sure to be above this, any number above it may be returned; it can then not be committed.</param>
    public long EvaluateGate(int layer, int gate, long limit = long.MaxValue)
    {
        _change = new TowerChange(layer, -1, gate);
        return Layer(limit, writes: false);
    }

    /// <summary>How R_n would change if signs of a row of a layer were flipped.</summary>
    /// <param name="layer">0 to L − 1.</param>
    /// <param name="channel">The row.</param>
    /// <param name="flips">1 where a sign flips.</param>
    /// <param name="limit">As above.</param>
    public long EvaluateRow(int layer, int channel, ReadOnlySpan<ulong> flips, long limit = long.MaxValue)
    {
        _change = new TowerChange(layer, channel, Tower[layer].Gate);
        Flip(Tower[layer].Row(channel), flips);
        return Tower[layer].Gate == 0 ? 0 : Layer(limit, writes: false);
    }

    /// <summary>How R_n would change if signs of the exit's row of a class were flipped.</summary>
    public long EvaluateExit(int k, ReadOnlySpan<ulong> flips, long limit = long.MaxValue)
    {
        _change = new TowerChange(Tower.Layers, k, 0);
        Flip(Tower.ExitRow(k), flips);
        return Exit(limit, writes: false);
    }

    /// <summary>Takes over the change that was evaluated last, within its limit.</summary>
    public void Commit()
    {
        if (_change.Layer == Tower.Layers)
        {
            _row.CopyTo(Tower.WritableExit[(_change.Channel * _row.Length)..]);
            Risk += Exit(long.MaxValue, writes: true);
            return;
        }

        if (_change.Channel >= 0)
            _row.CopyTo(Tower[_change.Layer].Writable[(_change.Channel * _row.Length)..]);
        if (_change.Channel < 0 || _change.Gate != 0)
            Risk += Layer(long.MaxValue, writes: true);
        Tower[_change.Layer].Gate = _change.Gate;
    }

    /// <summary>Puts a sleeping layer before the one at a place, or last: R_n stays.</summary>
    public void Insert(int place, ReadOnlySpan<ulong> rows)
    {
        _levels.Insert(place, Tower.Layers);
        Tower.Insert(place, rows);
    }

    /// <summary>Takes a sleeping layer away: R_n stays.</summary>
    public void Remove(int place)
    {
        if (Tower[place].Gate != 0)
            throw new InvalidOperationException($"layer {place}: found a gate of {Tower[place].Gate}, expected one that is asleep");
        _levels.Remove(place, Tower.Layers);
        Tower.Remove(place);
    }

    /// <summary>All of it anew from the tower.</summary>
    internal void Refresh()
    {
        Risk = 0;
        for (int n = 0; n < Samples; n++)
        {
            _walk.Refresh(n);
            Logits().CopyTo(_logits.AsSpan(n * _tried.Length));
            _losses[n] = Losses.Of(_loss, _tried, _labels[n], Tower.Shape.LogitScale);
            Risk += _losses[n];
        }
    }

    private long Layer(long limit, bool writes)
    {
        long change = 0, left = Risk;
        for (int n = 0; n < Samples; n++)
        {
            left -= _losses[n];
            if (!_walk.Run(n, _change, _row, writes))
                continue;
            ReadOnlySpan<int> logits = Logits();
            change += Take(n, logits, writes);
            // No loss is below 0: what is left can take back no more than it is now.
            if (change - left > limit)
                return change - left;
        }

        return change;
    }

    private long Exit(long limit, bool writes)
    {
        int width = Tower.Shape.Width, classes = _tried.Length;
        long change = 0, left = Risk;
        for (int n = 0; n < Samples; n++)
        {
            left -= _losses[n];
            _logits.AsSpan(n * classes, classes).CopyTo(_tried);
            _tried[_change.Channel] = Tower.Sum(_row, _levels.Bits(Tower.Layers, n), width);
            change += Take(n, _tried, writes);
            if (change - left > limit)
                return change - left;
        }

        return change;
    }

    private long Take(int n, ReadOnlySpan<int> logits, bool writes)
    {
        int before = _losses[n], loss = Losses.Of(_loss, logits, _labels[n], Tower.Shape.LogitScale);
        if (writes)
        {
            logits.CopyTo(_logits.AsSpan(n * logits.Length));
            _losses[n] = loss;
        }

        return loss - before;
    }

    private Span<int> Logits()
    {
        for (int k = 0; k < _tried.Length; k++)
            _tried[k] = Tower.Sum(Tower.ExitRow(k), _walk.Bits, Tower.Shape.Width);
        return _tried;
    }

    private void Flip(ReadOnlySpan<ulong> row, ReadOnlySpan<ulong> flips)
    {
        for (int i = 0; i < _row.Length; i++)
            _row[i] = row[i] ^ flips[i];
    }
}
