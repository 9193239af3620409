namespace Inference.Calibration;

/// <summary>The lower tail of the binomial distribution, exact but for rounding, in logarithms: no n is too large and no p too small.</summary>
public static class BinomialTail
{
    /// <summary><c>ln P(Bin(n, p) ≤ k)</c>.</summary>
    /// <param name="errors">k, 0 to n.</param>
    /// <param name="trials">n, at least 0.</param>
    /// <param name="probability">p, above 0 and below 1.</param>
    /// <returns>At most 0.</returns>
    /// <exception cref="ArgumentOutOfRangeException">An argument out of its range.</exception>
    public static double LogAtMost(int errors, int trials, double probability)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(trials);
        ArgumentOutOfRangeException.ThrowIfNegative(errors);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(errors, trials);
        if (!(probability > 0 && probability < 1))
            throw new ArgumentOutOfRangeException(nameof(probability), probability, "expected above 0 and below 1");
        double odds = Math.Log(probability) - Math.Log(1 - probability);
        double term = trials * Math.Log(1 - probability);
        double sum = term;
        for (int i = 0; i < errors; i++)
        {
            // pmf(i + 1) / pmf(i) = (n − i)/(i + 1) · p/(1 − p)
            term += Math.Log((trials - i) / (i + 1.0)) + odds;
            double higher = Math.Max(sum, term);
            sum = higher + Math.Log(1 + Math.Exp(Math.Min(sum, term) - higher));
        }

        return Math.Min(sum, 0);
    }

    /// <summary>The fewest trials of which k errors still prove a risk of at most p: the least n with <c>P(Bin(n, p) ≤ k) ≤ level</c>.</summary>
    /// <param name="errors">k, at least 0.</param>
    /// <param name="probability">p, above 0 and below 1.</param>
    /// <param name="level">Above 0 and below 1.</param>
    /// <exception cref="ArgumentOutOfRangeException">An argument out of its range, or no n below 2^30 will do.</exception>
    public static int LeastTrials(int errors, double probability, double level)
    {
        if (!(level > 0 && level < 1))
            throw new ArgumentOutOfRangeException(nameof(level), level, "expected above 0 and below 1");
        double wanted = Math.Log(level);
        int enough = Math.Max(1, errors);
        while (LogAtMost(errors, enough, probability) > wanted)
            enough = enough < 1 << 29 ? 2 * enough : throw new ArgumentOutOfRangeException(nameof(probability), probability, "expected more");
        int few = enough / 2;
        while (enough - few > 1)
        {
            int middle = few + (enough - few) / 2;
            if (middle >= errors && LogAtMost(errors, middle, probability) <= wanted)
                enough = middle;
            else
                few = middle;
        }

        return enough;
    }
}
