using Inference;
using Optimizers.Gradient;

namespace Optimizers.Chains.Stages;

/// <summary>Pictures as the first stage of a network of signs takes them: exactly the engine's numbers.</summary>
public static class SignInput
{
    /// <summary>Writes one picture.</summary>
    /// <param name="recipe">One that <see cref="SignShapes"/> knows.</param>
    /// <param name="pixels">Height × width × channels bytes.</param>
    /// <param name="input">As many: ±1 where the recipe binarises, else as <see cref="Standardization"/> has it.</param>
    public static void Write(Recipe recipe, ReadOnlySpan<byte> pixels, Span<sbyte> input)
    {
        ArgumentNullException.ThrowIfNull(recipe);
        if (SignShapes.Level(recipe) is { } level)
        {
            for (int i = 0; i < pixels.Length; i++)
                input[i] = (sbyte)(pixels[i] < level ? -1 : 1);
            return;
        }

        Standardization.Write(pixels, recipe.MinimumDeviation, input);
    }
}
