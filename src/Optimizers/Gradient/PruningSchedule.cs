namespace Optimizers.Gradient;

/// <summary>When to prune, and how far: <see cref="PruningRecipe"/> in steps.</summary>
/// <param name="Begin">t₀.</param>
/// <param name="End">t₀ + nΔt, above <paramref name="Begin"/>.</param>
/// <param name="Every">Δt.</param>
internal readonly record struct PruningSchedule(int Begin, int End, int Every)
{
    /// <summary>The schedule of a run; its end falls within the run, however short that is.</summary>
    public static PruningSchedule Of(PruningRecipe recipe, int steps)
    {
        int begin = Math.Min((int)Math.Round(recipe.Begin * steps), steps - 1);
        return new PruningSchedule(begin, Math.Max((int)Math.Round(recipe.End * steps), begin + 1), recipe.Every);
    }

    /// <summary>Whether blocks are taken away after so many steps.</summary>
    public bool IsDue(int step) => step == End || (step >= Begin && step < End && (step - Begin) % Every == 0);

    /// <summary>Share of the final sparsity after so many steps, 0 to 1.</summary>
    public double Share(int step)
    {
        double left = 1 - ((double)(Math.Clamp(step, Begin, End) - Begin) / (End - Begin));
        return 1 - (left * left * left);
    }
}
