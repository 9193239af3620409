using System.Numerics;
using System.Runtime.InteropServices;
using Optimizers.Chains.Stages;

namespace Optimizers.Chains.Heads;

/// <summary>What a move of a <see cref="ResidualStage"/> adds to the sums of the exit: <c>ΔS_k = Σ_g w_kg·Δf_g</c>, or <c>Σ_g Δw_kg·f_g</c>, or Δb_k.</summary>
internal static class ResidualChanges
{
    /// <summary>The largest Σ |w| whose products with numbers of 16 bits surely fit 32 bits.</summary>
    private const int MostWeight = 65535;

    private const int Step = SampleSlots.Step;

    /// <summary>Whether changes surely fit 32 bits.</summary>
    /// <param name="block">Of the stage.</param>
    /// <param name="move">The move.</param>
    /// <param name="row">Of the visited unit.</param>
    /// <param name="exit">The exit's weights of the channel.</param>
    /// <param name="biasUnit">What a step of a bias adds.</param>
    public static bool Fits(int block, Move move, ReadOnlySpan<short> row, ReadOnlySpan<short> exit, int biasUnit)
    {
        long sum = 0;
        if (block == 0)
        {
            // Of all classes, which is more than of any.
            foreach (short weight in exit)
                sum += Math.Abs((int)weight);
            return sum <= MostWeight;
        }

        for (int i = 0; i < move.Count; i++)
            sum += Math.Abs(move.Value[i] - row[move.Index[i]]);
        return block == 1 ? sum <= MostWeight : sum * biasUnit <= int.MaxValue;
    }

    /// <summary>Fills the changes for 64 slots.</summary>
    public static void Fill(HeadState head, int slot, bool isWide, int block, Move move, ReadOnlySpan<short> row, ResidualUnit unit, int biasUnit)
    {
        if (isWide)
            head.WideChanges.AsSpan().Clear();
        else
            head.Changes.AsSpan().Clear();
        int cells = unit.Exit.Length / head.Classes;
        if (block == 0 && !isWide)
        {
            AddMoved(head, slot, unit, cells);
            return;
        }

        for (int i = 0; block == 0 && i < unit.Exit.Length; i++)
        {
            int at = (i % cells * head.Slots.Count) + slot;
            Add(head, true, i / cells, unit.Exit[i], unit.NextFeatures.AsSpan(at, Step));
            Add(head, true, i / cells, -unit.Exit[i], unit.Features.AsSpan(at, Step));
        }

        for (int i = 0; block > 0 && i < move.Count; i++)
        {
            int index = move.Index[i], change = move.Value[i] - row[index];
            if (block == 1)
                Add(head, isWide, index / cells, change, unit.Features.AsSpan((index % cells * head.Slots.Count) + slot, Step));
            else if (isWide)
                head.WideChanges.AsSpan(index * Step, Step).Fill((long)change * biasUnit);
            else
                head.Changes.AsSpan(index * Step, Step).Fill(change * biasUnit);
        }
    }

    /// <summary>Adds weight · feature of 64 slots to the changes of a class.</summary>
    public static void Add(HeadState head, bool isWide, int k, int weight, ReadOnlySpan<short> features)
    {
        if (isWide)
        {
            Span<long> wide = head.WideChanges.AsSpan(k * Step, Step);
            for (int i = 0; i < wide.Length; i++)
                wide[i] += (long)weight * features[i];
            return;
        }

        ref short feature = ref MemoryMarshal.GetReference(features);
        Vector<int> factor = new(weight);
        for (nuint i = 0; i < Step; i += (nuint)Vector<short>.Count)
        {
            Vector.Widen(Vector.LoadUnsafe(ref feature, i), out Vector<int> low, out Vector<int> high);
            AddPair(ref head.Changes[k * Step], i, low * factor, high * factor);
        }
    }

    /// <summary>Differences of features times the weights of all classes.</summary>
    private static void AddMoved(HeadState head, int slot, ResidualUnit unit, int cells)
    {
        ref int changes = ref MemoryMarshal.GetArrayDataReference(head.Changes);
        for (int cell = 0; cell < cells; cell++)
        {
            ref short before = ref unit.Features[(cell * head.Slots.Count) + slot];
            ref short after = ref unit.NextFeatures[(cell * head.Slots.Count) + slot];
            for (nuint i = 0; i < Step; i += (nuint)Vector<short>.Count)
            {
                // Both are 0 to 32,767: the difference fits.
                Vector.Widen(Vector.LoadUnsafe(ref after, i) - Vector.LoadUnsafe(ref before, i), out Vector<int> low, out Vector<int> high);
                for (int k = 0; k < head.Classes; k++)
                {
                    Vector<int> weight = new(unit.Exit[(k * cells) + cell]);
                    AddPair(ref changes, (nuint)(k * Step) + i, low * weight, high * weight);
                }
            }
        }
    }

    private static void AddPair(ref int sums, nuint at, Vector<int> low, Vector<int> high)
    {
        nuint next = at + (nuint)Vector<int>.Count;
        (Vector.LoadUnsafe(ref sums, at) + low).StoreUnsafe(ref sums, at);
        (Vector.LoadUnsafe(ref sums, next) + high).StoreUnsafe(ref sums, next);
    }
}
