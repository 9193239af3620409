using Inference;
using Inference.Format;
using Optimizers.Gradient;

namespace Optimizers.Chains.Stages;

/// <summary>
/// Weights of stages as layers of the engine, which then gives exactly the logits <c>m_k·LogitScale</c> of <see cref="StageShape"/>.
/// </summary>
/// <remarks>
/// A sum is negative where it lies below the threshold −BiasUnit·b without the bias, so biases become thresholds. The engine's features of an exit are
/// <c>256·n / Cell</c>, exact for cells up to 256 pixels; its weights are therefore <c>w·LogitScale·Cell/256</c> and its biases <c>b·Cell·LogitScale</c>.
/// </remarks>
public static class SignExport
{
    /// <summary>The network of a recipe.</summary>
    /// <param name="recipe">One that <see cref="SignShapes"/> knows.</param>
    /// <param name="stages">Weights, one a stage, of the shapes of <see cref="SignShapes.Of"/> but perhaps for BiasUnit and LogitScale.</param>
    /// <exception cref="ArgumentException">A weight that the engine cannot hold; the message names the place.</exception>
    public static NetworkDefinition Network(Recipe recipe, IReadOnlyList<StageWeights> stages)
    {
        ArgumentNullException.ThrowIfNull(recipe);
        ArgumentNullException.ThrowIfNull(stages);
        return new NetworkDefinition(
            recipe.Name,
            new InputShape(recipe.Height, recipe.Width, recipe.Channels),
            recipe.Classes,
            [.. stages.Select((weights, stage) => Stage(recipe, stage, weights))],
            ExitPolicyKind.Top1,
            new Dictionary<string, string>(recipe.Notes));
    }

    /// <summary>One stage of the network.</summary>
    /// <param name="recipe">One that <see cref="SignShapes"/> knows.</param>
    /// <param name="stage">From 0.</param>
    /// <param name="weights">Of its shape but perhaps for BiasUnit and LogitScale.</param>
    /// <exception cref="ArgumentException">A weight that the engine cannot hold; the message names the place.</exception>
    public static StageDefinition Stage(Recipe recipe, int stage, StageWeights weights)
    {
        ArgumentNullException.ThrowIfNull(recipe);
        ArgumentNullException.ThrowIfNull(weights);
        List<LayerDefinition> layers = stage > 0 ? [] : SignShapes.Level(recipe) is { } level
            ? [Identity(recipe.Channels), new FlattenDefinition(), Threshold(level - 128, recipe.Height * recipe.Width * recipe.Channels)]
            : [new StandardizeDefinition(recipe.MinimumDeviation)];
        for (int layer = 0; layer < weights.Shape.Layers.Count; layer++)
        {
            LayerShape shape = weights.Shape.Layers[layer];
            string place = $"stage {stage + 1}, layer {layer + 1}";
            if (layer == 0 && weights.Shape.TakesBytes)
                layers.AddRange(SignLayers.OnBytes(weights, place));
            else
                layers.AddRange(SignLayers.OnSigns(weights, layer, IsFlat(recipe, stage, layer, weights.Shape), place));
            if (shape.Pools)
                layers.Add(new PoolDefinition(PoolKind.Max));
        }

        int threshold = (int)Math.Round(recipe.Stages[stage].Exit.Threshold * Losses.One);
        return new StageDefinition(layers, Exit(weights, threshold, $"stage {stage + 1}, exit"));
    }

    /// <summary>The exit of a stage.</summary>
    /// <param name="weights">Of the stage.</param>
    /// <param name="threshold">Score at which it answers, in 1/65536.</param>
    /// <param name="place">For faults.</param>
    /// <exception cref="ArgumentException">A weight that 16 bits cannot hold, or a LogitScale that is no multiple of 256 / Cell.</exception>
    public static LinearExitDefinition Exit(StageWeights weights, int threshold, string place)
    {
        ArgumentNullException.ThrowIfNull(weights);
        StageShape shape = weights.Shape;
        int unit = shape.LogitScale * shape.Cell / 256;
        if (unit * 256 != shape.LogitScale * shape.Cell)
            throw new ArgumentException($"{place}: LogitScale {shape.LogitScale} and cells of {shape.Cell} pixels, whose product is no multiple of 256");
        short[] engine = new short[shape.Classes * shape.Features];
        int[] biases = new int[shape.Classes];
        for (int k = 0; k < shape.Classes; k++)
        {
            ReadOnlySpan<short> row = weights.Row(shape.Layers.Count, k);
            for (int f = 0; f < shape.Features; f++)
                engine[(k * shape.Features) + f] = Held(row[f] * unit, short.MaxValue, place, k);
            biases[k] = checked(row[^1] * shape.Cell * shape.LogitScale);
        }

        return new LinearExitDefinition(shape.Grid, new short[shape.Layers[^1].Units], engine, biases, 0, threshold);
    }

    private static short Held(int value, int largest, string place, int unit) => Math.Abs(value) <= largest
        ? (short)value : throw new ArgumentException($"{place}, unit {unit}: found a weight of {value} in the engine's units, expected at most {largest}");

    /// <summary>Whether the map before a layer is one pixel, so that it needs no flattening.</summary>
    private static bool IsFlat(Recipe recipe, int stage, int layer, StageShape shape)
    {
        if (layer == 0 && stage == 0)
            return true;
        LayerShape before = layer > 0 ? shape.Layers[layer - 1] : SignShapes.Of(recipe)[stage - 1].Layers[^1];
        return before.OutputHeight == 1 && before.OutputWidth == 1;
    }

    /// <summary>Pixels, less 128, as values.</summary>
    private static ByteConvDefinition Identity(int channels)
    {
        sbyte[] weights = new sbyte[channels * channels];
        int[] ones = new int[channels];
        for (int c = 0; c < channels; c++)
            (weights[(c * channels) + c], ones[c]) = (1, 1);
        return new ByteConvDefinition(1, 1, channels, channels, weights, ones, new int[channels], 0);
    }

    private static SignDefinition Threshold(int threshold, int channels)
    {
        short[] thresholds = new short[channels];
        Array.Fill(thresholds, (short)threshold);
        return new SignDefinition(thresholds, new bool[channels]);
    }
}
