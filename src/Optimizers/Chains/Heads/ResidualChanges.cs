using System.Numerics;
using System.Runtime.InteropServices;
using Optimizers.Chains.Stages;

namespace Optimizers.Chains.Heads;

/// <summary>What a move of a <see cref="ResidualStage"/> adds to the sums of the exit: <c>ΔS_k = Σ_g w_kg·Δf_g</c>, or <c>Σ_g Δw_kg·f_g</c>, or Δb_k.</summary>
internal static class ResidualChanges
{
    /// <summary>The largest Σ |w| whose products with numbers of up to 32,767 surely fit 32 bits.</summary>
    private const int MostWeight = 65536;

    /// <summary>Whether changes surely fit 32 bits.</summary>
    public static bool Fits(int block, Move move, ReadOnlySpan<short> row, (ResidualWeights Weights, ResidualShape Shape) of, int unit)
    {
        for (int k = 0; k < of.Shape.Classes; k++)
        {
            long sum = 0;
            for (int cell = 0; block == 0 && cell < of.Shape.Cells; cell++)
                sum += Math.Abs((int)of.Weights.Exit[of.Weights.ExitIndex(k, cell, unit)]);
            if (sum > MostWeight)
                return false;
        }

        long all = 0;
        for (int i = 0; block > 0 && i < move.Count; i++)
            all += Math.Abs(move.Value[i] - row[move.Index[i]]);
        return block switch
        {
            0 => true,
            1 => all <= MostWeight,
            _ => all * of.Weights.BiasUnit <= int.MaxValue,
        };
    }

    /// <summary>Fills the changes for 64 slots.</summary>
    public static void Fill(
        HeadState head, int slot, bool isWide, int block, Move move, ReadOnlySpan<short> row, ResidualUnit unit, (ResidualWeights Weights, ResidualShape Shape) of)
    {
        if (isWide)
            head.WideChanges.AsSpan().Clear();
        else
            head.Changes.AsSpan().Clear();
        if (block == 0)
        {
            for (int i = 0; i < of.Shape.Classes * of.Shape.Cells; i++)
            {
                (int k, int cell) = (i / of.Shape.Cells, i % of.Shape.Cells);
                int at = (cell * head.Slots.Count) + slot, weight = of.Weights.Exit[of.Weights.ExitIndex(k, cell, unit.Unit)];
                Add(head, isWide, k, weight, unit.NextFeatures.AsSpan(at, SampleSlots.Step));
                Add(head, isWide, k, -weight, unit.Features.AsSpan(at, SampleSlots.Step));
            }

            return;
        }

        for (int i = 0; i < move.Count; i++)
        {
            int index = move.Index[i], change = move.Value[i] - row[index];
            if (block == 1)
            {
                int at = (index % of.Shape.Cells * head.Slots.Count) + slot;
                Add(head, isWide, index / of.Shape.Cells, change, unit.Features.AsSpan(at, SampleSlots.Step));
            }
            else if (isWide)
            {
                head.WideChanges.AsSpan(index * SampleSlots.Step, SampleSlots.Step).Fill((long)change * of.Weights.BiasUnit);
            }
            else
            {
                head.Changes.AsSpan(index * SampleSlots.Step, SampleSlots.Step).Fill(change * of.Weights.BiasUnit);
            }
        }
    }

    /// <summary>Adds weight · feature of 64 slots to the changes of a class. Sums may wrap on the way where the whole fits.</summary>
    internal static void Add(HeadState head, bool isWide, int k, int weight, ReadOnlySpan<short> features)
    {
        if (isWide)
        {
            Span<long> wide = head.WideChanges.AsSpan(k * SampleSlots.Step, SampleSlots.Step);
            for (int i = 0; i < wide.Length; i++)
                wide[i] += (long)weight * features[i];
            return;
        }

        ref short feature = ref MemoryMarshal.GetReference(features);
        ref int sums = ref head.Changes[k * SampleSlots.Step];
        Vector<int> factor = new(weight);
        for (nuint i = 0; i < SampleSlots.Step; i += (nuint)Vector<short>.Count)
        {
            nuint next = i + (nuint)Vector<int>.Count;
            Vector.Widen(Vector.LoadUnsafe(ref feature, i), out Vector<int> low, out Vector<int> high);
            (Vector.LoadUnsafe(ref sums, i) + (low * factor)).StoreUnsafe(ref sums, i);
            (Vector.LoadUnsafe(ref sums, next) + (high * factor)).StoreUnsafe(ref sums, next);
        }
    }
}
