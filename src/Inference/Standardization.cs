namespace Inference;

/// <summary>
/// A picture as signed bytes, in integers: <c>y = clamp(round(512·(n·x − s1)/(n·d)), −127, 127)</c>, <c>s1 = Σx</c>, <c>s2 = Σx²</c>,
/// <c>d = max(isqrt(256·⌊(n·s2 − s1²)/n²⌋), 16·minimum deviation)</c>: 32·(x − mean)/deviation.
/// </summary>
/// <remarks>n ≤ 2^20 bytes, so n·s2 &lt; 2^56 and the numerator &lt; 2^38.</remarks>
public static class Standardization
{
    /// <summary>Writes a picture.</summary>
    /// <param name="pixels">1 to 2^20 bytes.</param>
    /// <param name="minimumDeviation">1 to 255 grey levels: smaller deviations count as this.</param>
    /// <param name="output">As many.</param>
    public static void Write(ReadOnlySpan<byte> pixels, int minimumDeviation, Span<sbyte> output)
    {
        long sum = 0;
        long squares = 0;
        foreach (byte pixel in pixels)
        {
            sum += pixel;
            squares += pixel * pixel;
        }

        Span<sbyte> table = stackalloc sbyte[256];
        Fill(table, pixels.Length, sum, squares, 16L * minimumDeviation);
        for (int index = 0; index < pixels.Length; index++)
            output[index] = table[pixels[index]];
    }

    private static void Fill(Span<sbyte> table, long n, long sum, long squares, long leastDeviation)
    {
        long variance = (n * squares - sum * sum) / (n * n);
        long divisor = n * Math.Max(FixedPoint.SquareRoot(256 * (ulong)variance), leastDeviation);
        for (int x = 0; x < table.Length; x++)
        {
            long numerator = (n * x - sum) * 512;
            long rounded = (Math.Abs(numerator) + divisor / 2) / divisor;
            table[x] = (sbyte)(Math.Sign(numerator) * Math.Min(rounded, 127));
        }
    }
}
