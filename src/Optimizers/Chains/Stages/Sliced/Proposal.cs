using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Optimizers.Chains.Stages.Sliced;

/// <summary>
/// The samples that a move touches, what it adds to their logits and the losses they would have: first collected, then computed in batches of eight and
/// summed, until the sum cannot fall to a limit any more because no loss is below 0.
/// </summary>
internal sealed class Proposal
{
    private readonly Memory _memory;
    private readonly LossKind _loss;
    private readonly int _scale;
    private readonly int _cells;
    private readonly int[] _samples;
    private readonly short[] _steps;
    private readonly int[] _losses;
    private readonly int[] _logits;
    private readonly byte[] _labels = new byte[LossBatch.Size];
    private readonly int[] _batch = new int[LossBatch.Size];
    private readonly long[] _changes;
    private int _done;
    private int _part;
    private long _remaining;

    /// <summary>Makes room for moves that touch every sample.</summary>
    public Proposal(Memory memory, LossKind loss, int classes, int cells, int scale)
    {
        _memory = memory;
        _loss = loss;
        _scale = scale;
        _cells = cells;
        _samples = new int[memory.Pitch];
        _steps = new short[checked(memory.Pitch * cells)];
        _losses = new int[memory.Pitch];
        _logits = new int[classes * LossBatch.Size];
        _changes = new long[memory.Parts];
    }

    /// <summary>Number of samples touched, over all parts so far.</summary>
    public int Count { get; private set; }

    /// <summary>Bytes held.</summary>
    public long Bytes => ((_samples.Length + _losses.Length + _logits.Length) * (long)sizeof(int)) + (_steps.Length * sizeof(short));

    /// <summary>Change of the sum of the losses over the part so far.</summary>
    public long Change => _changes[_part];

    /// <summary>Begins a part; the first one begins a move.</summary>
    public void Begin(int part)
    {
        if (part == 0)
            Count = _done = 0;
        _part = part;
        _changes[part] = 0;
        _remaining = 0;
    }

    /// <summary><c>[cells]</c>: where the changes of the next sample to collect go.</summary>
    public Span<short> NextSteps => _steps.AsSpan(Count * _cells, _cells);

    /// <summary>Adds a sample, whose changes are in <see cref="NextSteps"/>.</summary>
    public void Collect(int sample)
    {
        _samples[Count++] = sample;
        _remaining += _memory.Losses[sample];
    }

    /// <summary>Computes the losses of the samples collected for the part, whose logits change by their steps times a column of weights.</summary>
    /// <param name="column"><c>[cells][classes]</c>.</param>
    /// <param name="limit">The change above which it may stop.</param>
    public void RunColumn(ReadOnlySpan<int> column, long limit)
    {
        while (_done < Count && Change - _remaining <= limit)
        {
            int count = Math.Min(LossBatch.Size, Count - _done);
            FillLogits(column, count);
            Add(count);
        }
    }

    /// <summary>Computes the losses of all samples of the part, of whose logits those of one class change.</summary>
    /// <param name="unit">The class.</param>
    /// <param name="steps"><c>[Pitch]</c>, what is added to its logits.</param>
    /// <param name="limit">The change above which it may stop.</param>
    public void RunRow(int unit, ReadOnlySpan<int> steps, long limit)
    {
        int first = _memory.Start(_part), last = _memory.Start(_part + 1);
        for (int s = first; s < last; s++)
            Collect(s);
        while (_done < Count && Change - _remaining <= limit)
        {
            ref int from = ref Unsafe.Add(ref MemoryMarshal.GetArrayDataReference(_memory.Logits), _done);
            ref int to = ref MemoryMarshal.GetArrayDataReference(_logits);
            for (int i = 0; i < _logits.Length; i += LossBatch.Size, from = ref Unsafe.Add(ref from, _memory.Pitch))
                Vector256.LoadUnsafe(ref from).StoreUnsafe(ref Unsafe.Add(ref to, i));
            ref int row = ref Unsafe.Add(ref to, unit * LossBatch.Size);
            (Vector256.LoadUnsafe(ref row) + Vector256.LoadUnsafe(ref MemoryMarshal.GetReference(steps), (nuint)_done)).StoreUnsafe(ref row);
            Add(Math.Min(LossBatch.Size, Count - _done));
        }
    }

    /// <summary>Takes over the new losses, and the logits by their column.</summary>
    public void CommitColumn(ReadOnlySpan<int> column)
    {
        int classes = _logits.Length / LossBatch.Size;
        for (int cell = 0; cell < _cells; cell++)
        {
            for (int k = 0; k < classes; k++)
            {
                int weight = column[(cell * classes) + k];
                ref int logits = ref _memory.Logits[k * _memory.Pitch];
                ref short steps = ref _steps[cell];
                for (int i = 0; i < Count; i++)
                    Unsafe.Add(ref logits, _samples[i]) += weight * Unsafe.Add(ref steps, i * _cells);
            }
        }

        CommitLosses();
    }

    /// <summary>Takes over the new losses, and what is added to the logits of one class.</summary>
    public void CommitRow(int unit, ReadOnlySpan<int> steps)
    {
        Span<int> logits = _memory.Logits.AsSpan(unit * _memory.Pitch, _memory.Samples);
        for (int s = 0; s < logits.Length; s++)
            logits[s] += steps[s];
        CommitLosses();
    }

    private void CommitLosses()
    {
        for (int i = 0; i < Count; i++)
            _memory.Losses[_samples[i]] = _losses[i];
        for (int part = 0; part < _changes.Length; part++)
            _memory.Risks[part] += _changes[part];
    }

    private void FillLogits(ReadOnlySpan<int> column, int count)
    {
        int classes = _logits.Length / LossBatch.Size;
        ref int logits = ref MemoryMarshal.GetArrayDataReference(_memory.Logits);
        ref int to = ref MemoryMarshal.GetArrayDataReference(_logits);
        ref int samples = ref _samples[_done];
        ref short steps = ref _steps[_done * _cells];
        for (int k = 0; k < classes; k++)
        {
            int weight = column[k];
            for (int i = 0; i < count; i++)
                Unsafe.Add(ref to, i) = Unsafe.Add(ref logits, Unsafe.Add(ref samples, i)) + (weight * Unsafe.Add(ref steps, i * _cells));
            logits = ref Unsafe.Add(ref logits, _memory.Pitch);
            to = ref Unsafe.Add(ref to, LossBatch.Size);
        }

        for (int cell = 1; cell < _cells; cell++)
        {
            ReadOnlySpan<int> weights = column.Slice(cell * classes, classes);
            for (int i = 0; i < count; i++)
            {
                int step = Unsafe.Add(ref steps, (i * _cells) + cell);
                if (step == 0)
                    continue;
                for (int k = 0; k < weights.Length; k++)
                    _logits[(k * LossBatch.Size) + i] += step * weights[k];
            }
        }
    }

    private void Add(int count)
    {
        for (int i = 0; i < count; i++)
            _labels[i] = _memory.Labels[_samples[_done + i]];
        LossBatch.Fill(_loss, _logits, _labels, _scale, _batch);
        int change = 0, old = 0;
        for (int i = 0; i < count; i++)
        {
            old += _memory.Losses[_samples[_done + i]];
            _losses[_done + i] = _batch[i];
            change += _batch[i];
        }

        _remaining -= old;
        _done += count;
        _changes[_part] += change - old;
    }
}
