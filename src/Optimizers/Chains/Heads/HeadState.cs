using Inference.Format;
using Optimizers.Chains.Stages;

namespace Optimizers.Chains.Heads;

/// <summary>
/// Sums, logits and losses of a linear exit over the memory: <c>logit_k = sat32(S_k &gt;&gt; Shift)</c>, <c>S_k = Σ w·f + b_k</c> in 64 bits, as
/// <see cref="LinearExitDefinition"/> has it. The loss takes logits within ±2²⁹ (8,192 nats): clamped there, differences fit 32 bits.
/// </summary>
internal sealed class HeadState
{
    /// <summary>Logits are clamped to ± this for the loss.</summary>
    public const int MostLogit = 1 << 29;

    private readonly int[] _clamped;
    private readonly long[] _risk;
    private readonly long[] _nextRisk;
    private int _done;

    /// <summary>Makes room; all sums are 0 until filled and <see cref="Begin"/> is called.</summary>
    /// <param name="slots">Where samples stand.</param>
    /// <param name="labels"><c>[samples]</c>.</param>
    /// <param name="classes">How many.</param>
    /// <param name="shift">Of the exit.</param>
    /// <param name="loss">Which loss.</param>
    /// <param name="weights">How often each sample of the first and of the second part counts.</param>
    public HeadState(SampleSlots slots, ReadOnlySpan<byte> labels, int classes, int shift, LossKind loss, PartWeights weights = default)
    {
        Weights = weights;
        if (labels.Length != slots.Samples)
            throw new ArgumentException($"found {labels.Length} labels, expected {slots.Samples}", nameof(labels));
        (Slots, Classes, Shift, Loss) = (slots, classes, shift, loss);
        Labels = new int[slots.Count];
        for (int sample = 0; sample < labels.Length; sample++)
        {
            if (labels[sample] >= classes)
                throw new ArgumentException($"found label {labels[sample]}, expected one below {classes}", nameof(labels));
            Labels[slots.SlotOf(sample)] = labels[sample];
        }

        Sums = new long[classes * slots.Count];
        NextSums = new long[Sums.Length];
        Losses = new int[slots.Count];
        NextLosses = new int[slots.Count];
        Changes = new int[classes * SampleSlots.Step];
        WideChanges = new long[Changes.Length];
        _clamped = new int[Changes.Length];
        _risk = new long[slots.Parts];
        _nextRisk = new long[slots.Parts];
    }

    public SampleSlots Slots { get; }

    public int Classes { get; }

    public int Shift { get; }

    public LossKind Loss { get; }

    /// <summary>How often each sample of a part counts.</summary>
    public PartWeights Weights { get; }

    /// <summary>y of each slot.</summary>
    public int[] Labels { get; }

    /// <summary>S: <c>[class][slot]</c>.</summary>
    public long[] Sums { get; private set; }

    /// <summary>S after the move.</summary>
    public long[] NextSums { get; private set; }

    /// <summary>Losses by slot, 0 where no sample stands.</summary>
    public int[] Losses { get; private set; }

    /// <summary>Losses after the move.</summary>
    public int[] NextLosses { get; private set; }

    /// <summary>What the move adds to S: <c>[class][64 slots]</c>.</summary>
    public int[] Changes { get; }

    /// <summary>The same in 64 bits.</summary>
    public long[] WideChanges { get; }

    /// <summary>Bytes of everything but the labels.</summary>
    public long Bytes => (sizeof(long) * (long)(Sums.Length + NextSums.Length + WideChanges.Length + _risk.Length + _nextRisk.Length))
        + (sizeof(int) * (long)(Losses.Length + NextLosses.Length + Changes.Length + _clamped.Length));

    /// <summary>R_n of a part.</summary>
    public long RiskOf(int part) => Weights.Of(part) * _risk[part];

    /// <summary>Takes the losses of the sums as they are.</summary>
    public void Begin()
    {
        Forget();
        Array.Clear(_risk);
        Array.Clear(WideChanges);
        for (int part = 0; part < Slots.Parts; part++)
        {
            for (int slot = Slots.Start(part); slot < End(part); slot += SampleSlots.Step)
                HeadLosses.Plain(this, slot, Held(part, slot), _clamped, out _);
        }

        NextLosses.CopyTo(Losses, 0);
        for (int part = 0; part < Slots.Parts; part++)
        {
            foreach (int loss in Losses.AsSpan(Slots.Start(part), Slots.SamplesOf(part)))
                _risk[part] += loss;
        }
    }

    /// <summary>As <see cref="IRisk.Evaluate"/>.</summary>
    public long Evaluate(ILogitChanges changes, int part, long limit)
    {
        int weight = Weights.Of(part);
        // Rounded down: what is above it times the weight is above the limit.
        return weight == 1 ? Count(changes, part, limit) : weight * Count(changes, part, (limit / weight) - (limit % weight < 0 ? 1 : 0));
    }

    /// <summary>As <see cref="Evaluate"/>, each sample once.</summary>
    private long Count(ILogitChanges changes, int part, long limit)
    {
        // Losses are not below 0: what is left can at most go away.
        long left = _risk[part], change = 0;
        _done = part == 0 || _done == part ? part : -1;
        if (-left > limit)
            return -left;
        for (int slot = Slots.Start(part); slot < End(part); slot += SampleSlots.Step)
        {
            changes.Fill(slot);
            change += changes.IsWide
                ? HeadLosses.Plain(this, slot, Held(part, slot), _clamped, out long old)
                : HeadLosses.Fast(this, slot, Held(part, slot), _clamped, out old);
            left -= old;
            if (change - left > limit)
                return change - left;
        }

        _nextRisk[part] = _risk[part] + change;
        if (_done == part)
            _done++;
        return change;
    }

    /// <summary>Takes over what was evaluated last over all parts.</summary>
    /// <exception cref="InvalidOperationException">No move stands evaluated so.</exception>
    public void Commit()
    {
        if (_done != Slots.Parts)
            throw new InvalidOperationException("found no move evaluated over all parts within its limits, expected one to commit");
        _done = 0;
        (Sums, NextSums) = (NextSums, Sums);
        (Losses, NextLosses) = (NextLosses, Losses);
        _nextRisk.CopyTo(_risk, 0);
    }

    /// <summary>Forgets what was evaluated.</summary>
    public void Forget() => _done = 0;

    /// <summary>The engine's logits of a sample.</summary>
    public void CopyLogits(int sample, Span<int> logits)
    {
        int slot = Slots.SlotOf(sample);
        for (int k = 0; k < Classes; k++)
            logits[k] = (int)Math.Clamp(Sums[(k * Slots.Count) + slot] >> Shift, int.MinValue, int.MaxValue);
    }

    private int End(int part) => Slots.Start(part) + Slots.SamplesOf(part);

    private int Held(int part, int slot) => Math.Min(SampleSlots.Step, End(part) - slot);
}
