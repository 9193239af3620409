using Inference;

namespace Agent.Training;

/// <summary>A part of the pictures with the classes in balance, for learners whose memory is small.</summary>
internal static class SampleChoice
{
    /// <summary>
    /// Shuffles each class by itself (Durstenfeld 1964) and deals from the classes in turn, so that every beginning of the choice is in balance too; a
    /// class that has no more is passed over.
    /// </summary>
    /// <param name="labels">Class of each picture.</param>
    /// <param name="count">How many.</param>
    /// <param name="seed">The same seed gives the same choice; of two counts the smaller one's is the beginning of the larger one's.</param>
    /// <param name="name">Of the data, for faults.</param>
    /// <returns>Indices into <paramref name="labels"/>, each once.</returns>
    /// <exception cref="DataException">Fewer pictures than asked for, or none asked for.</exception>
    public static int[] Of(int[] labels, int count, ulong seed, string name)
    {
        if (count < 1 || count > labels.Length)
            throw new DataException($"{name}: found {labels.Length} pictures, --samples asks for {count}; expected 1 to {labels.Length}");
        int[][] classes = [.. labels.Distinct().Order().Select(label => Shuffled(labels, label, seed))];
        int[] chosen = new int[count];
        for (int turn = 0, next = 0; next < count; turn++)
        {
            foreach (int[] members in classes)
            {
                if (turn < members.Length && next < count)
                    chosen[next++] = members[turn];
            }
        }

        return chosen;
    }

    private static int[] Shuffled(int[] labels, int label, ulong seed)
    {
        int[] members = [.. Enumerable.Range(0, labels.Length).Where(i => labels[i] == label)];
        SplitMix random = new(SplitMix.Mix(seed, (ulong)label));
        random.Shuffle<int>(members);
        return members;
    }
}
