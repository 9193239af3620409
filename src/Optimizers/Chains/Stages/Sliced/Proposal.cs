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
    private readonly int _classes;
    private readonly int[] _samples;
    private readonly short[] _steps;
    private readonly int[] _losses;
    private readonly int[] _old;
    private readonly int[] _logits;
    private readonly byte[] _labels = new byte[LossBatch.Size];
    private readonly long[] _changes;
    private int _done;
    private int _part;
    private long _remaining;

    /// <summary>Makes room for moves that touch every sample.</summary>
    public Proposal(Memory memory, LossKind loss, int classes, int scale)
    {
        _memory = memory;
        _loss = loss;
        _scale = scale;
        _samples = new int[memory.Pitch];
        _steps = new short[memory.Pitch];
        _losses = new int[memory.Pitch + LossBatch.Size];
        _old = new int[memory.Pitch];
        _classes = classes;
        _logits = new int[memory.Row * LossBatch.Size];
        _changes = new long[memory.Parts];
    }

    /// <summary>Number of samples touched, over all parts so far.</summary>
    public int Count { get; private set; }

    /// <summary>Bytes held.</summary>
    public long Bytes => ((_samples.Length + _losses.Length + _old.Length + _logits.Length) * (long)sizeof(int)) + (_steps.Length * sizeof(short));

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

    /// <summary>Adds a sample.</summary>
    /// <param name="sample">Which.</param>
    /// <param name="step">What the visited unit's sum of ±1 changes by; read by <see cref="RunColumn"/> alone.</param>
    public void Collect(int sample, short step = 0)
    {
        _steps[Count] = step;
        int loss = _memory.Losses[sample];
        _samples[Count] = sample;
        _old[Count++] = loss;
        _remaining += loss;
    }

    /// <summary>Computes the losses of the samples collected for the part, whose logits change by their steps times a column of weights.</summary>
    /// <param name="column"><c>[Row]</c>.</param>
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
        int last = _memory.Start(_part + 1);
        for (int s = _memory.Start(_part); s < last; s++)
            Collect(s);
        while (_done < Count && Change - _remaining <= limit)
        {
            ref int from = ref _memory.Logits[_done * _memory.Row];
            ref int to = ref MemoryMarshal.GetArrayDataReference(_logits);
            for (int i = 0; i < LossBatch.Size; i++, from = ref Unsafe.Add(ref from, _memory.Row))
            {
                for (int k = 0; k < _memory.Row; k += LossBatch.Size)
                    Vector256.LoadUnsafe(ref from, (nuint)k).StoreUnsafe(ref to, (nuint)((k + i) * LossBatch.Size));
            }

            Transpose();
            ref int row = ref Unsafe.Add(ref to, unit * LossBatch.Size);
            (Vector256.LoadUnsafe(ref row) + Vector256.LoadUnsafe(ref MemoryMarshal.GetReference(steps), (nuint)_done)).StoreUnsafe(ref row);
            Add(Math.Min(LossBatch.Size, Count - _done));
        }
    }

    /// <summary>Number of samples whose losses are computed, over all parts so far.</summary>
    public int Done => _done;

    /// <summary>How many of the samples collected <see cref="RunBatch"/> takes next; 0 where all are done or the change is sure to be above the limit.</summary>
    public int NextBatch(long limit) => Change - _remaining <= limit ? Math.Min(LossBatch.Size, Count - _done) : 0;

    /// <summary>Computes the losses of up to eight samples collected, each of whose logits changes by a number of its own.</summary>
    /// <param name="changes"><c>[samples][Row]</c>, of the samples from <see cref="Done"/> on.</param>
    public void RunBatch(ReadOnlySpan<int> changes)
    {
        int count = changes.Length / _memory.Row;
        for (int i = 0; i < count; i++)
        {
            ref int logits = ref _memory.Logits[_samples[_done + i] * _memory.Row];
            ref int added = ref MemoryMarshal.GetReference(changes[(i * _memory.Row)..]);
            for (int k = 0; k < _memory.Row; k += LossBatch.Size)
                (Vector256.LoadUnsafe(ref logits, (nuint)k) + Vector256.LoadUnsafe(ref added, (nuint)k)).StoreUnsafe(ref _logits[(k + i) * LossBatch.Size]);
        }

        Transpose();
        Add(count);
    }

    /// <summary>Takes over the new losses, and the logits by what was added to them.</summary>
    /// <param name="changes"><c>[Count][Row]</c>.</param>
    public void CommitBatches(ReadOnlySpan<int> changes)
    {
        for (int i = 0; i < Count; i++)
        {
            Span<int> logits = _memory.Logits.AsSpan(_samples[i] * _memory.Row, _memory.Row);
            for (int k = 0; k < logits.Length; k++)
                logits[k] += changes[(i * _memory.Row) + k];
        }

        CommitLosses();
    }

    /// <summary>The samples collected.</summary>
    public ReadOnlySpan<int> Samples => _samples.AsSpan(0, Count);

    /// <summary>The steps collected.</summary>
    public ReadOnlySpan<short> Steps => _steps.AsSpan(0, Count);

    /// <summary>Turns the losses of the samples collected into their changes; nothing can be committed then.</summary>
    public ReadOnlySpan<int> ToGains()
    {
        for (int i = 0; i < Count; i++)
            _losses[i] -= _old[i];
        return _losses.AsSpan(0, Count);
    }

    /// <summary>Takes over the new losses, and the logits by their column.</summary>
    public void CommitColumn(ReadOnlySpan<int> column)
    {
        for (int i = 0; i < Count; i++)
        {
            ref int logits = ref _memory.Logits[_samples[i] * _memory.Row];
            for (int k = 0; k < _memory.Row; k += LossBatch.Size)
            {
                ref int weights = ref MemoryMarshal.GetReference(column[k..]);
                (Vector256.LoadUnsafe(ref logits, (nuint)k) + (Vector256.LoadUnsafe(ref weights) * Vector256.Create((int)_steps[i]))).StoreUnsafe(ref logits, (nuint)k);
            }
        }

        CommitLosses();
    }

    /// <summary>Takes over the new losses, and what is added to the logits of one class.</summary>
    public void CommitRow(int unit, ReadOnlySpan<int> steps)
    {
        for (int s = 0; s < _memory.Samples; s++)
            _memory.Logits[(s * _memory.Row) + unit] += steps[s];
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
        ref int to = ref MemoryMarshal.GetArrayDataReference(_logits);
        ref int all = ref MemoryMarshal.GetArrayDataReference(_memory.Logits);
        ref int weights = ref MemoryMarshal.GetReference(column);
        ref int samples = ref _samples[_done];
        ref short steps = ref _steps[_done];
        int row = _memory.Row;
        for (int i = 0; i < count; i++)
        {
            ref int logits = ref Unsafe.Add(ref all, Unsafe.Add(ref samples, i) * row);
            Vector256<int> step = Vector256.Create((int)Unsafe.Add(ref steps, i));
            for (int k = 0; k < row; k += LossBatch.Size)
            {
                Vector256<int> sum = Vector256.LoadUnsafe(ref logits, (nuint)k) + (Vector256.LoadUnsafe(ref weights, (nuint)k) * step);
                sum.StoreUnsafe(ref to, (nuint)((k + i) * LossBatch.Size));
            }
        }

        Transpose();
    }

    private void Transpose()
    {
        for (int i = 0; i < _logits.Length; i += LossBatch.Size * LossBatch.Size)
            Transposition.Run(ref _logits[i]);
    }

    private void Add(int count)
    {
        ref int samples = ref _samples[_done];
        ref byte labels = ref MemoryMarshal.GetArrayDataReference(_labels);
        ref byte all = ref MemoryMarshal.GetArrayDataReference(_memory.Labels);
        for (int i = 0; i < count; i++)
            Unsafe.Add(ref labels, i) = Unsafe.Add(ref all, Unsafe.Add(ref samples, i));
        Span<int> losses = _losses.AsSpan(_done, LossBatch.Size);
        LossBatch.Fill(_loss, _logits.AsSpan(0, _classes * LossBatch.Size), _labels, _scale, losses);
        int change = 0, old = 0;
        for (int i = 0; i < count; i++)
        {
            old += _old[_done + i];
            change += losses[i];
        }

        _remaining -= old;
        _done += count;
        _changes[_part] += change - old;
    }
}
