using Optimizers.Chains.Stages;

namespace Optimizers.Gradient;

/// <summary>What was trained as <see cref="StageWeights"/>: weights ±1, batch norm folded into whole thresholds, a head of whole numbers.</summary>
/// <remarks>
/// norm(a) &lt; 0 with the slope s and the intercept i is a &lt; −i/s for s &gt; 0, and of whole sums a &lt; ⌈−i/s⌉. A negative slope is made positive by turning the
/// signs of the unit's weights. So thresholds are exact; a bias of 1 is worth 1, whatever unit a chain would use. The head is rounded to 1/256 nats.
/// </remarks>
internal static class SignFolding
{
    private const int Steps = 256;

    /// <summary>The shape of the result: the finest biases and the finest head that the engine holds.</summary>
    public static StageShape Shape(StageShape shape) => shape with
    {
        Layers = [.. shape.Layers.Select(layer => layer with { BiasUnit = 1 })],
        LogitScale = Steps / shape.Cell,
    };

    /// <summary>The weights of one stage.</summary>
    /// <param name="shape">Its shape as <see cref="SignShapes"/> has it.</param>
    /// <param name="layers">One entry a layer.</param>
    /// <param name="exit">Its head.</param>
    public static StageWeights Weights(StageShape shape, ReadOnlySpan<LayerParameters> layers, ExitParameters exit)
    {
        StageWeights weights = new(Shape(shape));
        for (int layer = 0; layer < layers.Length; layer++)
        {
            for (int unit = 0; unit < shape.Units(layer); unit++)
                Fold(layers[layer], unit, weights.Row(layer, unit));
        }

        for (int k = 0; k < shape.Classes; k++)
        {
            Span<short> row = weights.Row(layers.Length, k);
            for (int f = 0; f < shape.Features; f++)
                row[f] = Rounded(exit.Weights.Value[(k * shape.Features) + f] * (double)Steps);
            row[^1] = Rounded(exit.Biases.Value[k] * (double)Steps);
        }

        return weights;
    }

    private static void Fold(LayerParameters layer, int unit, Span<short> row)
    {
        (double slope, double intercept) = layer.Norm.Fold(unit);
        int turn = slope < 0 ? -1 : 1;
        for (int i = 0; i < row.Length - 1; i++)
            row[i] = (short)(layer.Weights.Value[Convolution.Index(unit, 0, i, 1, layer.Inputs)] < 0 ? -turn : turn);
        double threshold = slope == 0 ? intercept < 0 ? short.MaxValue : -short.MaxValue : Math.Ceiling(-intercept / Math.Abs(slope));
        row[^1] = Rounded(-threshold);
    }

    private static short Rounded(double value) => (short)Math.Clamp(Math.Round(value), -short.MaxValue, short.MaxValue);
}
