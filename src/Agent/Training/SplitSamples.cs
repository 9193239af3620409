namespace Agent.Training;

/// <summary>Labelled pictures in two parts, class by class: one that a chain learns from, and one that only a guard sees.</summary>
/// <param name="Learned">For the chain.</param>
/// <param name="Guarded">For the guard.</param>
internal sealed record SplitSamples(IReadOnlyList<LabelledImage> Learned, IReadOnlyList<LabelledImage> Guarded)
{
    /// <summary>Nothing in either part.</summary>
    public static SplitSamples None { get; } = new([], []);

    /// <summary>Gives the guard one of so many pictures of each class, shuffled.</summary>
    /// <param name="images">All.</param>
    /// <param name="every">One of so many; 1: all, 0: none.</param>
    /// <param name="seed">Of the shuffle.</param>
    /// <param name="name">Of the data, for faults.</param>
    public static SplitSamples Of(IReadOnlyList<LabelledImage> images, int every, ulong seed, string name)
    {
        List<LabelledImage> learned = [], guarded = [];
        Dictionary<int, int> seen = [];
        foreach (int index in SampleChoice.Of([.. images.Select(image => image.Label)], images.Count, seed, name))
        {
            LabelledImage image = images[index];
            int turn = seen[image.Label] = seen.GetValueOrDefault(image.Label) + 1;
            (every > 0 && turn % every == 0 ? guarded : learned).Add(image);
        }

        return new SplitSamples(learned, guarded);
    }
}
