namespace Inference.Exits;

/// <summary>Probabilities from logits with integers only, within 2/65536 of the real ones and the same on every machine.</summary>
internal static class Softmax
{
    /// <summary>log₂ e in 2^−32, rounded.</summary>
    private const ulong Log2E = 6196328019;

    /// <summary>2^(−i/256) in 2^−30 for i = 0 to 256.</summary>
    private static readonly int[] Powers = Build();

    /// <summary>Softmax: <c>p_k = e^(l_k) / Σ e^(l_j)</c>.</summary>
    /// <param name="logits">In 1/65536 nats, at least one.</param>
    /// <param name="probabilities">As many, in 1/65536; used for the exponentials on the way.</param>
    public static void Compute(ReadOnlySpan<int> logits, Span<int> probabilities)
    {
        int highest = logits[0];
        foreach (int logit in logits)
            highest = Math.Max(highest, logit);

        ulong sum = 0;
        for (int k = 0; k < logits.Length; k++)
        {
            probabilities[k] = Exponential((long)highest - logits[k]);
            sum += (ulong)probabilities[k];
        }

        for (int k = 0; k < logits.Length; k++)
            probabilities[k] = (int)((((ulong)probabilities[k] << 16) + sum / 2) / sum);
    }

    /// <summary>e^(−distance/65536) in 2^−30; distances past 32 nats count as 32.</summary>
    internal static int Exponential(long distance)
    {
        ulong exponent = (ulong)Math.Min(distance, 32 << 16) * Log2E >> 16;
        int index = (int)(exponent >> 24) & 255;
        int rest = (int)exponent & 0xFFFFFF;
        int power = Powers[index] - (int)((long)(Powers[index] - Powers[index + 1]) * rest >> 24);
        int whole = (int)(exponent >> 32);
        return whole > 30 ? 0 : power >> whole;
    }

    /// <summary>Between two points stands their geometric mean: halving down from 1 and 1/2 needs square roots only.</summary>
    private static int[] Build()
    {
        int[] powers = new int[257];
        powers[0] = 1 << 30;
        powers[256] = 1 << 29;
        for (int step = 128; step > 0; step /= 2)
        {
            for (int index = step; index < 256; index += 2 * step)
            {
                ulong product = (ulong)powers[index - step] * (ulong)powers[index + step];
                int root = FixedPoint.SquareRoot(product);
                bool up = product - (ulong)root * (ulong)root > (ulong)root;
                powers[index] = root + (up ? 1 : 0);
            }
        }

        return powers;
    }
}
