namespace Inference.Exits;

/// <summary>Between which bounds the numbers of <see cref="Softmax"/> lie where each logit is only known between two.</summary>
internal static class SoftmaxBounds
{
    /// <summary>
    /// What the integers may differ: <see cref="Softmax"/> by 2 from the real softmax, the bounds by 3. Their exponentials are off by 10⁻⁶ of themselves and by
    /// 2/2³⁰, which over 1,024 classes is 2/65536 of a sum of <see cref="LeastSum"/>.
    /// </summary>
    private const int Slack = 5;

    /// <summary>2^−4 in the fixed point of the exponentials: of a lesser sum, nothing is said.</summary>
    private const ulong LeastSum = 1 << 26;

    /// <summary>Bounds the probabilities: <c>e^low_k / (e^low_k + Σ e^high_j)</c> from below, the same with both ends exchanged from above.</summary>
    /// <param name="lowLogits">In 1/65536 nats.</param>
    /// <param name="highLogits">None below its low one.</param>
    /// <param name="low">As many, in 1/65536; may be the memory of the logits.</param>
    /// <param name="high">As many; may be that of theirs.</param>
    public static void Compute(ReadOnlySpan<int> lowLogits, ReadOnlySpan<int> highLogits, Span<int> low, Span<int> high)
    {
        int highest = highLogits[0];
        foreach (int logit in highLogits)
            highest = Math.Max(highest, logit);
        ulong lowSum = 0, highSum = 0;
        for (int k = 0; k < low.Length; k++)
        {
            (low[k], high[k]) = (Softmax.Exponential((long)highest - lowLogits[k]), Softmax.Exponential((long)highest - highLogits[k]));
            lowSum += (ulong)low[k];
            highSum += (ulong)high[k];
        }

        for (int k = 0; k < low.Length; k++)
        {
            ulong least = (ulong)low[k], most = (ulong)high[k];
            ulong below = least + highSum - most, above = most + lowSum - least;
            low[k] = below < LeastSum ? 0 : Math.Max(0, (int)((least << 16) / below) - Slack);
            high[k] = above < LeastSum ? 65536 : Math.Min(65536, (int)(((most << 16) + above - 1) / above) + Slack);
        }
    }
}
