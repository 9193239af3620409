namespace Inference.Exits;

/// <summary>Whether an exit's probabilities are good enough to leave; all numbers in 1/65536.</summary>
internal static class ExitPolicy
{
    /// <summary>The threshold of an exit that never answers early.</summary>
    public const int Never = 65537;

    /// <summary>Whether the score of the probabilities reaches the threshold.</summary>
    /// <param name="kind">Which score.</param>
    /// <param name="probabilities">At least two.</param>
    /// <param name="threshold">0 to 65,536, or <see cref="Never"/>.</param>
    /// <returns>True to leave here.</returns>
    public static bool Leaves(ExitPolicyKind kind, ReadOnlySpan<int> probabilities, int threshold) => Reaches(kind, Score(kind, probabilities), threshold);

    /// <summary>Whether a score reaches the threshold.</summary>
    public static bool Reaches(ExitPolicyKind kind, int score, int threshold) =>
        kind == ExitPolicyKind.Entropy ? score <= threshold && threshold != Never : score >= threshold;

    /// <summary>The score so turned that less is safer: an exit leaves where its doubt is at most <see cref="Doubt"/> of its threshold.</summary>
    public static int Doubt(ExitPolicyKind kind, int score) => kind == ExitPolicyKind.Entropy ? score : 65536 - score;

    /// <summary>The threshold at which an exit leaves up to a doubt; −1: never.</summary>
    public static int Threshold(ExitPolicyKind kind, int bound) => bound < 0 ? Never : kind == ExitPolicyKind.Entropy ? bound : 65536 - bound;

    /// <summary>The score of the last exit that a workspace ran.</summary>
    public static int Score(ExitPolicyKind kind, Workspace workspace) =>
        kind == ExitPolicyKind.Vote ? workspace.LeastVote : Score(kind, workspace.Probabilities);

    /// <summary>The score that <see cref="Leaves"/> compares, of a head without members.</summary>
    public static int Score(ExitPolicyKind kind, ReadOnlySpan<int> probabilities)
    {
        if (kind == ExitPolicyKind.Entropy)
            return Entropy(probabilities);

        int first = 0;
        int second = 0;
        foreach (int probability in probabilities)
        {
            if (probability > first)
                (first, second) = (probability, first);
            else
                second = Math.Max(second, probability);
        }

        return kind == ExitPolicyKind.Margin ? first - second : first;
    }

    /// <summary>−Σ p·log p / log(classes).</summary>
    private static int Entropy(ReadOnlySpan<int> probabilities)
    {
        long sum = 0;
        foreach (int probability in probabilities)
        {
            if (probability > 0)
                sum += (long)probability * ((16 << 16) - FixedPoint.Logarithm(probability));
        }

        return (int)(sum / FixedPoint.Logarithm(probabilities.Length));
    }
}
