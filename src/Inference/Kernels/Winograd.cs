namespace Inference.Kernels;

/// <summary>
/// Winograd's minimal filtering F(4×4, 3×3) in whole numbers: 36 products where the direct form has 144, and the same sums bit for bit
/// (Lavin and Gray 2016, "Fast Algorithms for Convolutional Neural Networks", §4.1; points 0, ±1, ±2, ∞).
/// </summary>
/// <remarks>
/// With <c>G</c> the rows of the kernel transform multiplied by 24, 6, 6, 24, 24, 6 all three transforms are integers, and output row i
/// (column j) comes out multiplied by 24, 12, 6, 6. Transformed bytes need 10²·128 = 12,800 and transformed weights 7²·128 = 6,272: both
/// fit 16 bits. Sums of their products may pass 32 bits, which does no harm: everything is arithmetic modulo 2^32, where 9 has an
/// inverse, so the sum is exact if the last shift (6 bits at most) loses nothing, that is if |Σ w·x| ≤ 2^25. <see cref="Holds"/> proves
/// that from the weights at load.
/// </remarks>
internal static class Winograd
{
    /// <summary>9 · Inverse = 1 modulo 2^32.</summary>
    public const int Inverse = 954437177;

    private const long Bound = 1 << 25;

    /// <summary>Powers of two in the factors 24, 12, 6, 6 of the output rows.</summary>
    public static ReadOnlySpan<byte> Shifts => [3, 2, 1, 1];

    private static ReadOnlySpan<sbyte> Kernel => [6, 0, 0, -1, -1, -1, -1, 1, -1, 1, 2, 4, 1, -2, 4, 0, 0, 6];

    /// <summary>Whether no sum of these weights over any bytes can pass 2^25.</summary>
    /// <param name="weights"><c>[output][tap]</c>.</param>
    /// <param name="taps">Weights of an output.</param>
    public static bool Holds(ReadOnlySpan<sbyte> weights, int taps)
    {
        for (int start = 0; start < weights.Length; start += taps)
        {
            long reach = 0;
            foreach (sbyte weight in weights.Slice(start, taps))
                reach += 128 * Math.Abs((int)weight);
            if (reach >= Bound)
                return false;
        }

        return true;
    }

    /// <summary>Transforms weights: <c>G·w·Gᵀ</c>.</summary>
    /// <param name="weights"><c>[output][3][3][input]</c>.</param>
    /// <param name="inputs">Input channels.</param>
    /// <returns><c>[output][36][input]</c>, |w| ≤ 6,272.</returns>
    public static short[] Transform(ReadOnlySpan<sbyte> weights, int inputs)
    {
        short[] points = new short[weights.Length / 9 * WinogradShape.Points];
        for (int index = 0; index < weights.Length / 9; index++)
        {
            int source = index / inputs * 9 * inputs + index % inputs;
            int target = index / inputs * WinogradShape.Points * inputs + index % inputs;
            for (int point = 0; point < WinogradShape.Points; point++)
            {
                int sum = 0;
                for (int tap = 0; tap < 9; tap++)
                    sum += Kernel[point / 6 * 3 + tap / 3] * Kernel[point % 6 * 3 + tap % 3] * weights[source + tap * inputs];
                points[target + point * inputs] = (short)sum;
            }
        }

        return points;
    }
}
