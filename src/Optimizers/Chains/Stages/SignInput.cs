using Optimizers.Gradient;

namespace Optimizers.Chains.Stages;

/// <summary>Pictures as the first stage of a network of signs takes them: exactly the engine's numbers.</summary>
public static class SignInput
{
    /// <summary>Writes one picture.</summary>
    /// <param name="recipe">One that <see cref="SignShapes"/> knows.</param>
    /// <param name="pixels">Height × width × channels bytes.</param>
    /// <param name="input">As many: ±1 where the recipe binarises, else <c>clamp(round(32·(x − mean)/deviation), ±127)</c> in the integers of
    /// docs/model-format.md, standardize.</param>
    public static void Write(Recipe recipe, ReadOnlySpan<byte> pixels, Span<sbyte> input)
    {
        ArgumentNullException.ThrowIfNull(recipe);
        if (SignShapes.Level(recipe) is { } level)
        {
            for (int i = 0; i < pixels.Length; i++)
                input[i] = (sbyte)(pixels[i] < level ? -1 : 1);
            return;
        }

        long n = pixels.Length, sum = 0, squares = 0;
        foreach (byte pixel in pixels)
        {
            sum += pixel;
            squares += pixel * pixel;
        }

        long variance = ((n * squares) - (sum * sum)) / (n * n);
        long divisor = n * Math.Max(Root(256 * variance), 16L * recipe.MinimumDeviation);
        for (int i = 0; i < pixels.Length; i++)
        {
            long numerator = ((n * pixels[i]) - sum) * 512;
            long rounded = (Math.Abs(numerator) + (divisor / 2)) / divisor;
            input[i] = (sbyte)(Math.Sign(numerator) * Math.Min(rounded, 127));
        }
    }

    /// <summary>⌊√value⌋ for values below 2²³: the square root of a whole number is exact enough there, being rounded right (IEEE 754).</summary>
    private static long Root(long value) => (long)Math.Sqrt(value);
}
