using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Optimizers.Chains.Stages;

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
        Vector<float> unit = new(1 * (1.44269504f / Losses.One));
        for (nuint i = 0; i < Step; i += (nuint)Vector<int>.Count)
        {
            Vector<int> label = Vector.LoadUnsafe(ref labels, i), best = Vector.LoadUnsafe(ref logits, i), own = best;
            for (int k = 1; k < state.Classes; k++)
            {
                Vector<int> logit = Vector.LoadUnsafe(ref logits, (nuint)(k * Step) + i);
                best = Vector.Max(best, logit);
                own = Vector.ConditionalSelect(Vector.Equals(label, new Vector<int>(k)), logit, own);
            }

            Vector<float> sum = Vector<float>.Zero;
            for (int k = 0; k < state.Classes; k++)
                sum += Exp2(Vector.ConvertToSingle(Vector.LoadUnsafe(ref logits, (nuint)(k * Step) + i) - best) * unit);
            (best - own + Log(sum)).StoreUnsafe(ref losses, i);
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

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector<float> Exp2(Vector<float> x)
    {
        x = Vector.MaxNative(x, new Vector<float>(-126f));
        Vector<float> whole = Vector.Floor(x);
        Vector<float> f = x - whole;
        Vector<float> p = (new Vector<float>(0.00021702255f) * f) + new Vector<float>(0.0012439688f);
        p = (p * f) + new Vector<float>(0.009678841f);
        p = (p * f) + new Vector<float>(0.05548335f);
        p = (p * f) + new Vector<float>(0.24022982f);
        p = (p * f) + new Vector<float>(0.69314699f);
        p = (p * f) + Vector<float>.One;
        return p * Vector.AsVectorSingle(Vector.ShiftLeft(Vector.ConvertToInt32Native(whole) + new Vector<int>(127), 23));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector<int> Log(Vector<float> x)
    {
        Vector<int> bits = Vector.AsVectorInt32(x);
        Vector<int> exponent = Vector.ShiftRightArithmetic(bits - new Vector<int>(0x3F3504F3), 23);
        Vector<float> m = Vector.AsVectorSingle(bits - Vector.ShiftLeft(exponent, 23)) - Vector<float>.One;
        Vector<float> q = (new Vector<float>(0.070376836f) * m) - new Vector<float>(0.11514610f);
        q = (q * m) + new Vector<float>(0.11676998f);
        q = (q * m) - new Vector<float>(0.12420141f);
        q = (q * m) + new Vector<float>(0.14249323f);
        q = (q * m) - new Vector<float>(0.16668057f);
        q = (q * m) + new Vector<float>(0.20000714f);
        q = (q * m) - new Vector<float>(0.24999994f);
        q = (q * m) + new Vector<float>(0.33333331f);
        Vector<float> square = m * m;
        Vector<float> log = m + ((square * m * q) - (new Vector<float>(0.5f) * square));
        Vector<float> scaled = (log * new Vector<float>(Losses.One)) + (Vector.ConvertToSingle(exponent) * new Vector<float>(45426.094f))
            + new Vector<float>(0.5f);
        return Vector.ConvertToInt32Native(Vector.Floor(scaled));
    }
}
