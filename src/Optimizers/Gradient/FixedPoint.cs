namespace Optimizers.Gradient;

/// <summary>An affine map of integers, y = (a · m + b) >> shift, in units of 1/256, rounding to nearest.</summary>
/// <param name="Multipliers">m, one a channel.</param>
/// <param name="Biases">b, one a channel, half a unit of the result included.</param>
/// <param name="Shift">0 to 20.</param>
internal readonly record struct FixedPoint(int[] Multipliers, int[] Biases, int Shift)
{
    /// <summary>Steps of a feature map's value that make 1.0.</summary>
    public const int One = 256;

    /// <summary>The finest fixed-point form of y = slope · a + intercept that stays within 31 bits for every |a| ≤ largest.</summary>
    public static FixedPoint Of(ReadOnlySpan<double> slopes, ReadOnlySpan<double> intercepts, ReadOnlySpan<double> largest)
    {
        int shift = 20;
        for (int n = 0; n < slopes.Length; n++)
        {
            while (shift > 0 && ((Math.Abs(slopes[n]) * largest[n]) + Math.Abs(intercepts[n]) + 1) * One * (1L << shift) >= 1 << 30)
                shift--;
        }

        int[] multipliers = new int[slopes.Length];
        int[] biases = new int[slopes.Length];
        double scale = (double)One * (1L << shift);
        for (int n = 0; n < slopes.Length; n++)
        {
            multipliers[n] = (int)Math.Round(slopes[n] * scale);
            biases[n] = (int)(Math.Round(intercepts[n] * scale) + ((1L << shift) / 2));
        }

        return new FixedPoint(multipliers, biases, shift);
    }
}
