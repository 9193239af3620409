namespace Inference.Exits;

/// <summary>Between which bounds the score of probabilities lies where each is only known between two.</summary>
internal static class ScoreBounds
{
    /// <summary>The most of <c>65536·p·(16 − log₂ p)</c> over p of 0 to 65,536, at 65536/e: <c>2³²·log₂(e)/e</c>, rounded up.</summary>
    private const long MostTerm = 2_279_501_689;

    /// <summary>65536/e, where that term is highest, is between this and the next.</summary>
    private const int Turn = 24109;

    /// <summary>Bounds the score of <see cref="ExitPolicy.Score(ExitPolicyKind, ReadOnlySpan{int})"/>.</summary>
    /// <param name="kind">Not <see cref="ExitPolicyKind.Vote"/>.</param>
    /// <param name="low">In 1/65536.</param>
    /// <param name="high">None below its low one.</param>
    public static (int Lowest, int Highest) Of(ExitPolicyKind kind, ReadOnlySpan<int> low, ReadOnlySpan<int> high)
    {
        if (kind == ExitPolicyKind.Entropy)
            return Entropy(low, high);
        (int lowFirst, int lowSecond, int lowAt) = Leaders(low);
        (int highFirst, int highSecond, int highAt) = Leaders(high);
        if (kind != ExitPolicyKind.Margin)
            return (lowFirst, highFirst);

        // p_a − max_{k≠a} p_k is the margin if a leads, and less if not: any class bounds it from below, the best of all classes from above.
        int lowest = Math.Max(0, lowFirst - (highAt == lowAt ? highSecond : highFirst)), highest = 0;
        for (int k = 0; k < high.Length; k++)
            highest = Math.Max(highest, high[k] - (k == lowAt ? lowSecond : lowFirst));
        return (lowest, highest);
    }

    private static (int First, int Second, int At) Leaders(ReadOnlySpan<int> values)
    {
        (int first, int second, int at) = (-1, -1, 0);
        for (int k = 0; k < values.Length; k++)
        {
            if (values[k] > first)
                (first, second, at) = (values[k], first, k);
            else
                second = Math.Max(second, values[k]);
        }

        return (first, second, at);
    }

    /// <summary>
    /// Term by term: −p·log p rises up to 1/e and falls from there. The logarithm of the engine is up to 2/65536 below the real one, the term so much above.
    /// </summary>
    private static (int Lowest, int Highest) Entropy(ReadOnlySpan<int> low, ReadOnlySpan<int> high)
    {
        long lowest = 0, highest = 0;
        for (int k = 0; k < low.Length; k++)
        {
            long first = Term(low[k]), second = Term(high[k]);
            lowest += Math.Max(0, Math.Min(first - (2L * low[k]), second - (2L * high[k])));
            highest += (low[k] <= Turn && high[k] > Turn ? MostTerm : Math.Max(first, second)) + (2L * high[k]);
        }

        int scale = FixedPoint.Logarithm(low.Length);
        return ((int)(lowest / scale), (int)Math.Min(int.MaxValue, highest / scale));
    }

    private static long Term(int probability) =>
        probability == 0 ? 0 : (long)probability * ((16 << 16) - FixedPoint.Logarithm(probability));
}
