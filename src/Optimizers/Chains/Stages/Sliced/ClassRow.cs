using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Optimizers.Chains.Stages.Sliced;

/// <summary>
/// The cross entropy of all samples while the logits of one class move: the exponentials of all classes are kept, so that a move costs one of them a sample,
/// and all only where the largest logit changes. Sums run in the order of <see cref="Losses.Of"/>: the same losses, bit for bit.
/// </summary>
internal sealed class ClassRow
{
    private readonly Memory _memory;
    private readonly int _classes;
    private readonly int _scale;
    private readonly float[] _powers;
    private readonly int[] _own;
    private readonly int[] _others;
    private readonly int[] _labels;
    private readonly int[] _steps;
    private readonly int[] _losses;
    private readonly int[] _logits;
    private readonly long[] _changes;

    /// <summary>Makes room.</summary>
    public ClassRow(Memory memory, int classes, int scale)
    {
        (_memory, _classes, _scale) = (memory, classes, scale);
        _powers = new float[checked(classes * memory.Pitch)];
        _own = new int[memory.Pitch];
        _others = new int[memory.Pitch];
        _labels = new int[memory.Pitch];
        _steps = new int[memory.Pitch];
        _losses = new int[memory.Pitch];
        _logits = new int[memory.Row * LossBatch.Size];
        _changes = new long[memory.Parts];
    }

    /// <summary>Bytes held.</summary>
    public long Bytes => ((_powers.LongLength + _own.Length + _others.Length + _labels.Length + _steps.Length + _losses.Length + _logits.Length) * sizeof(int)) + (_changes.Length * sizeof(long));

    /// <summary>The class; −1: none.</summary>
    public int Class { get; private set; } = -1;

    /// <summary><c>[Pitch]</c>: what the next move adds to the logits of the class.</summary>
    public Span<int> Steps => _steps;

    /// <summary>Logits have been changed by others.</summary>
    public void Forget() => Class = -1;

    /// <summary>Chooses the class and takes up the logits as they are.</summary>
    public void Begin(int k)
    {
        Class = k;
        for (int first = 0; first < _memory.Pitch; first += LossBatch.Size)
            Take(first);
    }

    /// <summary>How the sum of the losses over a part would change.</summary>
    /// <param name="part">The part; its <see cref="Steps"/> are set.</param>
    /// <param name="limit">The change above which it may stop.</param>
    public long Evaluate(int part, long limit)
    {
        int first = _memory.Start(part), last = _memory.Start(part + 1);
        long change = 0, remaining = _memory.Risks[part];
        for (; first < last && change - remaining <= limit; first += LossBatch.Size)
        {
            Vector256<int> losses = LossesOf(first);
            losses.StoreUnsafe(ref _losses[first]);
            int old = 0, next = 0, count = Math.Min(LossBatch.Size, last - first);
            if (count == LossBatch.Size)
            {
                (old, next) = (Vector256.Sum(Vector256.LoadUnsafe(ref _memory.Losses[first])), Vector256.Sum(losses));
            }
            else
            {
                for (int s = first; s < last; s++)
                    (old, next) = (old + _memory.Losses[s], next + _losses[s]);
            }

            remaining -= old;
            change += next - old;
        }

        return _changes[part] = change;
    }

    /// <summary>Takes over the move that was evaluated last, over all parts to their ends.</summary>
    public void Commit()
    {
        for (int s = 0; s < _memory.Samples; s++)
            _memory.Logits[(s * _memory.Row) + Class] += _steps[s];
        _losses.AsSpan(0, _memory.Samples).CopyTo(_memory.Losses);
        for (int part = 0; part < _changes.Length; part++)
            _memory.Risks[part] += _changes[part];
        for (int first = 0; first < _memory.Pitch; first += LossBatch.Size)
        {
            Vector256<int> before = Vector256.LoadUnsafe(ref _own[first]), own = before + Vector256.LoadUnsafe(ref _steps[first]);
            Vector256<int> others = Vector256.LoadUnsafe(ref _others[first]), best = Vector256.Max(others, own);
            if (best != Vector256.Max(others, before))
            {
                Take(first);
                continue;
            }

            own.StoreUnsafe(ref _own[first]);
            LossBatch.Power(own - best, _scale).StoreUnsafe(ref _powers[(first * _classes) + (Class * LossBatch.Size)]);
        }
    }

    /// <summary>The losses of eight samples after the move.</summary>
    private Vector256<int> LossesOf(int first)
    {
        Vector256<int> before = Vector256.LoadUnsafe(ref _own[first]), own = before + Vector256.LoadUnsafe(ref _steps[first]);
        Vector256<int> others = Vector256.LoadUnsafe(ref _others[first]);
        Vector256<int> best = Vector256.Max(others, own);
        Vector256<int> labels = Vector256.LoadUnsafe(ref _labels[first]);
        // int.MinValue stands for the class itself.
        labels = Vector256.ConditionalSelect(Vector256.Equals(labels, Vector256.Create(int.MinValue)), own, labels);
        ref float powers = ref _powers[first * _classes];
        Vector256<float> sum = best == Vector256.Max(others, before) ? Sum(ref powers, LossBatch.Power(own - best, _scale)) : SumAnew(first, own, best);
        return ((best - labels) * Vector256.Create(_scale)) + LossBatch.Log(sum);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private Vector256<float> Sum(ref float powers, Vector256<float> own)
    {
        Vector256<float> sum = Vector256<float>.Zero;
        for (int k = 0; k < _classes; k++)
            sum += k == Class ? own : Vector256.LoadUnsafe(ref powers, (nuint)(k * LossBatch.Size));
        return sum;
    }

    private Vector256<float> SumAnew(int first, Vector256<int> own, Vector256<int> best)
    {
        Transpose(first);
        Vector256<float> sum = Vector256<float>.Zero;
        for (int k = 0; k < _classes; k++)
            sum += LossBatch.Power((k == Class ? own : Vector256.LoadUnsafe(ref _logits[k * LossBatch.Size])) - best, _scale);
        return sum;
    }

    /// <summary>Takes up the logits of eight samples.</summary>
    private void Take(int first)
    {
        Transpose(first);
        Vector256<int> own = Vector256.LoadUnsafe(ref _logits[Class * LossBatch.Size]), others = Vector256.Create(int.MinValue);
        for (int k = 0; k < _classes; k++)
        {
            if (k != Class)
                others = Vector256.Max(others, Vector256.LoadUnsafe(ref _logits[k * LossBatch.Size]));
        }

        Vector256<int> best = Vector256.Max(others, own);
        for (int k = 0; k < _classes; k++)
            LossBatch.Power(Vector256.LoadUnsafe(ref _logits[k * LossBatch.Size]) - best, _scale).StoreUnsafe(ref _powers[(first * _classes) + (k * LossBatch.Size)]);
        own.StoreUnsafe(ref _own[first]);
        others.StoreUnsafe(ref _others[first]);
        for (int i = 0; i < LossBatch.Size; i++)
        {
            int label = _memory.Labels[first + i];
            _labels[first + i] = label == Class ? int.MinValue : _logits[(label * LossBatch.Size) + i];
        }
    }

    /// <summary>The logits of eight samples as <c>[classes][8]</c>.</summary>
    private void Transpose(int first)
    {
        ref int from = ref _memory.Logits[first * _memory.Row];
        ref int to = ref MemoryMarshal.GetArrayDataReference(_logits);
        for (int i = 0; i < LossBatch.Size; i++, from = ref Unsafe.Add(ref from, _memory.Row))
        {
            for (int k = 0; k < _memory.Row; k += LossBatch.Size)
                Vector256.LoadUnsafe(ref from, (nuint)k).StoreUnsafe(ref to, (nuint)((k + i) * LossBatch.Size));
        }

        for (int i = 0; i < _logits.Length; i += LossBatch.Size * LossBatch.Size)
            Transposition.Run(ref _logits[i]);
    }
}
