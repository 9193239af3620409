namespace Optimizers.Chains.Training;

/// <summary>Some steps of one stage with one memory and one course of λ.</summary>
/// <param name="Stage">From 0.</param>
/// <param name="Samples">The first so many samples.</param>
/// <param name="Steps">Steps.</param>
/// <param name="First">λ at its beginning.</param>
/// <param name="Last">λ at its end.</param>
/// <param name="Keeps">Whether samples are kept: the last steps of a stage, at constant λ with the whole memory.</param>
internal sealed record Phase(int Stage, int Samples, long Steps, double First, double Last, bool Keeps)
{
    /// <summary>The phases of a whole training, in order.</summary>
    /// <param name="recipe">Of the whole.</param>
    /// <param name="stages">Of each stage.</param>
    /// <param name="samples">Samples there are.</param>
    public static IReadOnlyList<Phase> Of(ChainRecipe recipe, IReadOnlyList<ChainRecipe> stages, int samples)
    {
        List<Phase> phases = [];
        for (int round = 0; round < recipe.Rounds; round++)
        {
            for (int stage = 0; stage < stages.Count; stage++)
                phases.AddRange(OfStage(stages[stage], stage, samples, round / (double)recipe.Rounds, (round + 1) / (double)recipe.Rounds));
        }

        return phases;
    }

    private static IEnumerable<Phase> OfStage(ChainRecipe recipe, int stage, int samples, double from, double to)
    {
        List<double> cuts = [from, to];
        double end = recipe.LambdaStart is null ? 0 : recipe.Anneal, sum = 0;
        cuts.Add(end);
        // Not the last one: 0.6 + 0.3 + 0.1 as doubles falls short of 1, and a last phase of no steps would keep no sample. Decimals, so that cuts can meet.
        foreach (double share in recipe.MemorySteps.SkipLast(1))
            cuts.Add(sum = Math.Round(sum + share, 12));
        double[] inside = [.. cuts.Where(cut => cut >= from && cut <= to).Distinct().Order()];
        for (int i = 0; i + 1 < inside.Length; i++)
        {
            double begin = inside[i], until = inside[i + 1];
            long steps = (long)Math.Round(until * recipe.Steps) - (long)Math.Round(begin * recipe.Steps);
            if (steps < 1)
                continue;
            int memory = Memory(recipe, (begin + until) / 2, samples);
            // The sum over a part, so many times as heavy, stands for the sum over all.
            double weight = samples / (double)memory;
            yield return new Phase(
                stage, memory, steps, weight * Lambda(recipe, begin, end), weight * Lambda(recipe, until, end), i + 2 == inside.Length && to == 1);
        }
    }

    private static double Lambda(ChainRecipe recipe, double share, double end) =>
        share >= end ? recipe.Lambda : recipe.LambdaStart!.Value * Math.Pow(recipe.Lambda / recipe.LambdaStart.Value, share / end);

    private static int Memory(ChainRecipe recipe, double share, int samples)
    {
        double sum = 0;
        for (int i = 0; i < recipe.Memory.Length; i++)
        {
            sum += recipe.MemorySteps[i];
            if (share < sum)
                return Math.Max(1, (int)(recipe.Memory[i] * samples));
        }

        return samples;
    }
}
