using System.Numerics;
using System.Runtime.InteropServices;

namespace Optimizers.Chains.Heads;

/// <summary>What a move adds to the sums of an exit: <c>ΔS_k = Σ_g w_kg·Δf_g</c>, or <c>Σ_g Δw_kg·f_g</c>, or Δb_k.</summary>
internal static class LogitChanges
{
    /// <summary>The largest Σ |w| whose products with numbers of 16 bits surely fit 32 bits.</summary>
    private const int MostWeight = 65535;

    private const int Step = SampleSlots.Step;

    /// <summary>Whether changes of features times weights, or of weights times features, surely fit 32 bits.</summary>
    /// <param name="weights">Of all classes, which is more than of any.</param>
    public static bool Fits(ReadOnlySpan<short> weights)
    {
        long sum = 0;
        foreach (short weight in weights)
            sum += Math.Abs((int)weight);
        return sum <= MostWeight;
    }

    /// <inheritdoc cref="Fits(ReadOnlySpan{short})"/>
    /// <param name="size">Sum of the sizes of all changes, of weights or of biases.</param>
    /// <param name="areBiases">Which.</param>
    public static bool Fits(long size, bool areBiases) => size <= (areBiases ? int.MaxValue : MostWeight);

    /// <summary>Empties the changes.</summary>
    public static void Clear(HeadState head, bool isWide)
    {
        if (isWide)
            head.WideChanges.AsSpan().Clear();
        else
            head.Changes.AsSpan().Clear();
    }

    /// <summary>Adds a change of a bias to 64 slots that have none yet.</summary>
    public static void Fill(HeadState head, bool isWide, int k, long change)
    {
        if (isWide)
            head.WideChanges.AsSpan(k * Step, Step).Fill(change);
        else
            head.Changes.AsSpan(k * Step, Step).Fill((int)change);
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

    /// <summary>Adds the differences of a unit's features times the weights of all classes.</summary>
    public static void AddMoved(HeadState head, bool isWide, int slot, VisitedUnit unit)
    {
        int cells = unit.Exit.Length / head.Classes;
        if (!isWide)
        {
            AddMoved(head, slot, unit, cells);
            return;
        }

        for (int i = 0; i < unit.Exit.Length; i++)
        {
            int at = (i % cells * head.Slots.Count) + slot;
            Add(head, true, i / cells, unit.Exit[i], unit.NextFeatures.AsSpan(at, Step));
            Add(head, true, i / cells, -unit.Exit[i], unit.Features.AsSpan(at, Step));
        }
    }

    private static void AddMoved(HeadState head, int slot, VisitedUnit unit, int cells)
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
