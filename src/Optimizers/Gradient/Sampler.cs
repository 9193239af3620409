using Inference;

namespace Optimizers.Gradient;

/// <summary>Draws samples: first a class, then a source that has it, then a picture of that class and source.</summary>
/// <remarks>So that a source with many pictures does not make the others vanish: transfer to new places needs all of them.</remarks>
internal sealed class Sampler
{
    private readonly List<(double Upto, int[] Samples)> _groups = [];

    /// <summary>Groups the samples.</summary>
    /// <exception cref="RecipeException">A class has no sample.</exception>
    public Sampler(TrainingSet set, Recipe recipe)
    {
        Dictionary<(int Label, string Source), List<int>> groups = [];
        for (int i = 0; i < set.Count; i++)
        {
            (int, string) key = (set.Label(i), set.Source(i));
            if (!groups.TryGetValue(key, out List<int>? members))
                groups.Add(key, members = []);
            members.Add(i);
        }

        double total = 0;
        for (int label = 0; label < recipe.Classes.Length; label++)
        {
            (string Source, int[] Samples)[] own =
                [.. groups.Where(g => g.Key.Label == label).OrderBy(g => g.Key.Source, StringComparer.Ordinal).Select(g => (g.Key.Source, g.Value.ToArray()))];
            double share = recipe.Training.ClassShares.GetValueOrDefault(recipe.Classes[label], 1);
            double weight = own.Sum(g => Weight(recipe, g.Source, g.Samples.Length));
            if (weight <= 0)
                throw new RecipeException($"no training sample of class \"{recipe.Classes[label]}\"; expected at least one");
            foreach ((string source, int[] samples) in own)
            {
                total += share * Weight(recipe, source, samples.Length) / weight;
                _groups.Add((total, samples));
            }
        }
    }

    /// <summary>Draws one sample's index.</summary>
    public int Draw(ref SplitMix random)
    {
        double u = random.NextDouble() * _groups[^1].Upto;
        int group = 0;
        while (_groups[group].Upto <= u && group < _groups.Count - 1)
            group++;
        return _groups[group].Samples[random.Next(_groups[group].Samples.Length)];
    }

    private static double Weight(Recipe recipe, string source, int count) =>
        recipe.Training.SourceWeights.GetValueOrDefault(source, Math.Sqrt(count));
}
