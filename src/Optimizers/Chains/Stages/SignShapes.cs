using System.Numerics;
using Inference.Format;
using Optimizers.Gradient;

namespace Optimizers.Chains.Stages;

/// <summary>
/// The shapes of a recipe's stages, where they are layers of signs: <c>binarize</c> (first: pixels from a level up are +1, the others −1, as one flat
/// row), <c>sign_conv</c> (on the standardised picture or on signs) and <c>sign_dense</c> (on all signs before it), each perhaps with a 2×2 maximum.
/// A stage takes what the one before gives.
/// </summary>
public static class SignShapes
{
    /// <summary>What a bias of 1 adds to sums over bytes: as much as one input that is a deviation off the mean.</summary>
    public const int ByteBiasUnit = 32;

    private const int LargestCell = 256;

    /// <summary>Whether any layer is one of signs; the whole recipe must then be.</summary>
    public static bool Suits(Recipe recipe)
    {
        ArgumentNullException.ThrowIfNull(recipe);
        return recipe.Stages.SelectMany(stage => stage.Layers).Any(layer => layer.Kind is "sign_conv" or "sign_dense" or "binarize");
    }

    /// <summary>The grey level from which pixels are +1; null where the first layer takes the standardised picture.</summary>
    public static int? Level(Recipe recipe)
    {
        ArgumentNullException.ThrowIfNull(recipe);
        return recipe.Stages[0].Layers is [{ Kind: "binarize" } first, ..] ? first.Level : null;
    }

    /// <summary>The shapes, one a stage.</summary>
    /// <exception cref="RecipeException">The layers do not make a network of signs that the engine runs; the message names the place.</exception>
    public static IReadOnlyList<StageShape> Of(Recipe recipe)
    {
        bool isBinarized = Level(recipe) is not null;
        int pixels = recipe.Height * recipe.Width * recipe.Channels;
        Volume map = isBinarized ? new Volume(1, 1, pixels) : new Volume(recipe.Height, recipe.Width, recipe.Channels);
        List<StageShape> stages = [];
        for (int stage = 0; stage < recipe.Stages.Length; stage++)
        {
            List<LayerShape> layers = [];
            for (int i = 0; i < recipe.Stages[stage].Layers.Length; i++)
            {
                string place = $"stage {stage + 1}, layer {i + 1}";
                LayerRecipe layer = recipe.Stages[stage].Layers[i];
                bool takesBytes = !isBinarized && stage == 0 && layers.Count == 0;
                if (layer.Kind == "max_pool" && layers.Count > 0)
                    layers[^1] = Pooled(layers[^1], place);
                else if (layer.Kind != "binarize")
                    layers.Add(Layer(layer, map, takesBytes, place));
                else if (stage > 0 || i > 0 || layer.Level is < 1 or > 255)
                    throw new RecipeException($"{place}: found binarize with level {layer.Level}, expected it first, with a level of 1 to 255");
                if (layers.Count > 0)
                    map = new Volume(layers[^1].OutputHeight, layers[^1].OutputWidth, layers[^1].Units);
            }

            if (layers.Count == 0)
                throw new RecipeException($"stage {stage + 1}: found no layer with weights, expected a sign_conv or sign_dense");
            stages.Add(Stage(recipe, stage, stage == 0 && !isBinarized, layers));
        }

        return stages;
    }

    private static LayerShape Layer(LayerRecipe layer, Volume map, bool takesBytes, string place) => layer.Kind switch
    {
        "sign_conv" => Convolution(layer, map, takesBytes, place),
        "sign_dense" => Dense(layer, map, takesBytes, place),
        _ => throw new RecipeException(
            $"{place}: found kind \"{layer.Kind}\", expected sign_conv, sign_dense, max_pool after one of them, or binarize first: signs keep to themselves"),
    };

    private static LayerShape Convolution(LayerRecipe layer, Volume map, bool takesBytes, string place)
    {
        bool fits = takesBytes ? layer.Kernel is 1 or 3 or 5 or 7 : layer.Kernel is 1 or 3 && layer.Stride == 1;
        if (!fits)
        {
            string expected = takesBytes ? "kernel 1, 3, 5 or 7" : "kernel 1 or 3 and stride 1, since it takes signs";
            throw new RecipeException($"{place}: found kernel {layer.Kernel} and stride {layer.Stride}, expected {expected}");
        }

        if (!takesBytes && map is { Height: 1, Width: 1 } && layer.Kernel > 1)
            throw new RecipeException($"{place}: found a sign_conv on a map of {map}, expected sign_dense, which takes flat maps");
        if (map.Channels > NetworkBounds.Channels)
            throw new RecipeException($"{place}: found {map.Channels} channels before it, expected at most {NetworkBounds.Channels}");
        Outputs(layer.Channels, "channels", place);
        LayerShape shape = new(
            map.Height, map.Width, map.Channels, layer.Kernel, layer.Stride, layer.Channels, BiasUnit: takesBytes ? ByteBiasUnit : 1);
        return layer.Pool ? Pooled(shape, place) : shape;
    }

    private static LayerShape Dense(LayerRecipe layer, Volume map, bool takesBytes, string place)
    {
        if (takesBytes)
            throw new RecipeException($"{place}: found sign_dense on the picture, expected binarize or a sign_conv before it");
        if (map.Pixels > 1 && map.Channels % 64 != 0)
            throw new RecipeException($"{place}: found sign_dense on a map of {map}, expected a multiple of 64 channels: the engine flattens whole words");
        if (map.Length > NetworkBounds.DenseBits)
            throw new RecipeException($"{place}: found sign_dense on {map.Length} signs, expected at most {NetworkBounds.DenseBits}");
        Outputs(layer.Units, "units", place);
        return new LayerShape(1, 1, map.Length, 1, 1, layer.Units);
    }

    private static void Outputs(int count, string name, string place)
    {
        if (count is < 1 or > NetworkBounds.Channels)
            throw new RecipeException($"{place}: found {count} {name}, expected 1 to {NetworkBounds.Channels}");
    }

    private static LayerShape Pooled(LayerShape shape, string place)
    {
        if (shape.Pools || shape.SumHeight % 2 != 0 || shape.SumWidth % 2 != 0)
        {
            throw new RecipeException(
                $"{place}: found a pool on a map of {shape.OutputHeight}×{shape.OutputWidth}×{shape.Units}, expected one a layer, on even sides");
        }

        return shape with { Pools = true };
    }

    private static StageShape Stage(Recipe recipe, int stage, bool takesBytes, IReadOnlyList<LayerShape> layers)
    {
        ExitRecipe exit = recipe.Stages[stage].Exit;
        LayerShape last = layers[^1];
        string map = $"a map of {last.OutputHeight}×{last.OutputWidth}";
        if (exit.Grid < 1 || last.OutputHeight % exit.Grid != 0 || last.OutputWidth % exit.Grid != 0)
            throw new RecipeException($"stage {stage + 1}, exit: grid {exit.Grid} does not divide {map}");
        StageShape shape = new(takesBytes, layers, exit.Grid, recipe.Classes.Length, 1);
        if (!BitOperations.IsPow2(shape.Cell) || shape.Cell > LargestCell)
        {
            throw new RecipeException(
                $"stage {stage + 1}, exit: grid {exit.Grid} on {map} makes cells of {shape.Cell} pixels, expected 1, 2, 4, … or {LargestCell}");
        }

        int step = 256 / shape.Cell;
        int scale = exit.LogitScale ?? DefaultScale(shape, step);
        return scale > 0 && scale % step == 0 && (long)scale * shape.Cell / 256 <= short.MaxValue
            ? shape with { LogitScale = scale }
            : throw new RecipeException(
                $"stage {stage + 1}, exit: found logit_scale {scale}, expected a multiple of {step} up to {step * short.MaxValue}, "
                + $"which the engine holds exactly for cells of {shape.Cell} pixels");
    }

    /// <summary>
    /// The multiple of the step for which a head of random ±1 gives logits of about 1.5 nats: they are sums of F numbers whose deviation lies between
    /// √cell (pixels of a cell independent) and cell (all the same), taken as cell^¾.
    /// </summary>
    private static int DefaultScale(StageShape shape, int step)
    {
        double deviation = Math.Sqrt(shape.Features) * Math.Sqrt(shape.Cell * Math.Sqrt(shape.Cell));
        return step * Math.Max(1, (int)Math.Round(1.5 * Losses.One / (deviation * step)));
    }
}
