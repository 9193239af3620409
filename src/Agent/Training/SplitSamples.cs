namespace Agent.Training;

/// <summary>Labelled pictures in two parts, class by class: one that a chain learns from, and one that only a guard sees.</summary>
/// <param name="Learned">For the chain.</param>
/// <param name="Guarded">For the guard.</param>
internal sealed record SplitSamples(IReadOnlyList<LabelledImage> Learned, IReadOnlyList<LabelledImage> Guarded)
{
    /// <summary>Nothing in either part.</summary>
    public static SplitSamples None { get; } = new([], []);

    /// <summary>
    /// Gives the guard one of so many tracks of each class, shuffled, and of each of them one picture: those of a track are too alike to count for more,
    /// or to be on both sides. A picture without a track is one by itself.
    /// </summary>
    /// <param name="images">All.</param>
    /// <param name="every">One of so many; 1: all, 0: none.</param>
    /// <param name="seed">Of the shuffle.</param>
    /// <param name="name">Of the data, for faults.</param>
    public static SplitSamples Of(IReadOnlyList<LabelledImage> images, int every, ulong seed, string name)
    {
        List<LabelledImage> learned = [], guarded = [];
        Dictionary<int, int> seen = [];
        Dictionary<string, bool> sides = new(StringComparer.Ordinal);
        foreach (int index in SampleChoice.Of([.. images.Select(image => image.Label)], images.Count, seed, name))
        {
            LabelledImage image = images[index];
            if (image.Group is { } known && sides.TryGetValue(known, out bool isGuarded))
            {
                if (!isGuarded)
                    learned.Add(image);
                continue;
            }

            int turn = seen[image.Label] = seen.GetValueOrDefault(image.Label) + 1;
            isGuarded = every > 0 && turn % every == 0;
            if (image.Group is { } track)
                sides[track] = isGuarded;
            (isGuarded ? guarded : learned).Add(image);
        }

        return new SplitSamples(learned, guarded);
    }
}
