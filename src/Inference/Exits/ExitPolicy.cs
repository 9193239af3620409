namespace Inference.Exits;

/// <summary>Whether an exit's probabilities are good enough to leave; all numbers in 1/65536.</summary>
internal static class ExitPolicy
{
    /// <summary>Whether the score of the probabilities reaches the threshold.</summary>
    /// <param name="kind">Which score.</param>
    /// <param name="probabilities">At least two.</param>
    /// <param name="threshold">0 to 65,536.</param>
    /// <returns>True to leave here.</returns>
    public static bool Leaves(ExitPolicyKind kind, ReadOnlySpan<int> probabilities, int threshold)
    {
        int score = Score(kind, probabilities);
        return kind == ExitPolicyKind.Entropy ? score <= threshold : score >= threshold;
    }

    /// <summary>The score that <see cref="Leaves"/> compares.</summary>
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

        return kind == ExitPolicyKind.Top1 ? first : first - second;
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
