using System.Numerics;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using Optimizers.Chains.Stages;
using Optimizers.Chains.Stages.Sliced;

namespace Optimizers.Chains.Heads;

/// <summary>New sums and losses of 64 slots: the definition, and vectors that do the same operations in the same order, so the same bits.</summary>
internal static class HeadLosses
{
    private const int Step = SampleSlots.Step;

    /// <summary>The definition, from <see cref="HeadState.WideChanges"/>.</summary>
    /// <param name="state">Its next sums and losses are written.</param>
    /// <param name="slot">The first slot.</param>
    /// <param name="held">Slots that hold a sample; the losses of the others are 0.</param>
    /// <param name="clamped">Room: <c>[classes][64]</c>.</param>
    /// <param name="old">Sum of the losses as they are.</param>
    /// <returns>How the sum of the losses changes.</returns>
    public static long Plain(HeadState state, int slot, int held, int[] clamped, out long old)
    {
        for (int k = 0; k < state.Classes; k++)
        {
            for (int i = 0; i < Step; i++)
            {
                int at = (k * state.Slots.Count) + slot + i;
                state.NextSums[at] = state.Sums[at] + state.WideChanges[(k * Step) + i];
                clamped[(k * Step) + i] = (int)Math.Clamp(state.NextSums[at] >> state.Shift, -HeadState.MostLogit, HeadState.MostLogit);
            }
        }

        OneByOne(state, slot, clamped);
        return Sum(state, slot, held, out old);
    }

    /// <summary>The same from <see cref="HeadState.Changes"/>.</summary>
    /// <inheritdoc cref="Plain"/>
    public static long Fast(HeadState state, int slot, int held, int[] clamped, out long old)
    {
        int half = Vector<long>.Count;
        Vector<int> most = new(HeadState.MostLogit);
        for (int k = 0; k < state.Classes; k++)
        {
            ref long sums = ref state.Sums[(k * state.Slots.Count) + slot];
            ref long next = ref state.NextSums[(k * state.Slots.Count) + slot];
            ref int changes = ref state.Changes[k * Step];
            ref int logits = ref clamped[k * Step];
            for (nuint i = 0; i < Step; i += (nuint)Vector<int>.Count)
            {
                Vector.Widen(Vector.LoadUnsafe(ref changes, i), out Vector<long> low, out Vector<long> high);
                low += Vector.LoadUnsafe(ref sums, i);
                high += Vector.LoadUnsafe(ref sums, i + (nuint)half);
                low.StoreUnsafe(ref next, i);
                high.StoreUnsafe(ref next, i + (nuint)half);
                Vector<int> logit = Vector.NarrowWithSaturation(
                    Vector.ShiftRightArithmetic(low, state.Shift), Vector.ShiftRightArithmetic(high, state.Shift));
                Vector.Min(Vector.Max(logit, -most), most).StoreUnsafe(ref logits, i);
            }
        }

        if (state.Loss == LossKind.CrossEntropy)
            CrossEntropy(state, slot, clamped);
        else
            OneByOne(state, slot, clamped);
        return Sum(state, slot, held, out old);
    }

    private static void OneByOne(HeadState state, int slot, int[] clamped)
    {
        Span<int> own = stackalloc int[state.Classes];
        for (int i = 0; i < Step; i++)
        {
            for (int k = 0; k < own.Length; k++)
                own[k] = clamped[(k * Step) + i];
            state.NextLosses[slot + i] = Losses.Of(state.Loss, own, state.Labels[slot + i], 1);
        }
    }

    /// <summary><see cref="Losses.Of"/> with scale 1, operation for operation.</summary>
    private static void CrossEntropy(HeadState state, int slot, int[] clamped)
    {
        ref int logits = ref MemoryMarshal.GetArrayDataReference(clamped);
        ref int labels = ref state.Labels[slot];
        ref int losses = ref state.NextLosses[slot];
        Vector256<float> unit = Vector256.Create(1 * (1.44269504f / Losses.One));
        for (nuint i = 0; i < Step; i += LossBatch.Size)
        {
            Vector256<int> label = Vector256.LoadUnsafe(ref labels, i), best = Vector256.LoadUnsafe(ref logits, i), own = best;
            for (int k = 1; k < state.Classes; k++)
            {
                Vector256<int> logit = Vector256.LoadUnsafe(ref logits, (nuint)(k * Step) + i);
                best = Vector256.Max(best, logit);
                own = Vector256.ConditionalSelect(Vector256.Equals(label, Vector256.Create(k)), logit, own);
            }

            Vector256<float> sum = Vector256<float>.Zero;
            for (int k = 0; k < state.Classes; k++)
                sum += LossBatch.Exp2(Vector256.ConvertToSingle(Vector256.LoadUnsafe(ref logits, (nuint)(k * Step) + i) - best) * unit);
            (best - own + LossBatch.Log(sum)).StoreUnsafe(ref losses, i);
        }
    }

    private static long Sum(HeadState state, int slot, int held, out long old)
    {
        Span<int> losses = state.NextLosses.AsSpan(slot, Step);
        losses[held..].Clear();
        ref int before = ref state.Losses[slot];
        ref int after = ref state.NextLosses[slot];
        Vector<long> was = default, change = default;
        for (nuint i = 0; i < Step; i += (nuint)Vector<int>.Count)
        {
            Vector<int> loss = Vector.LoadUnsafe(ref before, i);
            Vector.Widen(loss, out Vector<long> low, out Vector<long> high);
            was += low + high;
            // Both are 0 to below 2³¹: the difference fits.
            Vector.Widen(Vector.LoadUnsafe(ref after, i) - loss, out low, out high);
            change += low + high;
        }

        old = Vector.Sum(was);
        return Vector.Sum(change);
    }
}
