using Optimizers.Chains.Stages;

namespace Optimizers.Chains.Training;

/// <summary>A stage without the units that its exit does not read: the same answers from a narrower network. Units that are off are among them.</summary>
internal static class SilentUnits
{
    /// <summary>The stage without them; one unit is left in any case, since the engine has no layer of none.</summary>
    /// <param name="weights">Of a stage whose output no other stage takes.</param>
    public static StageWeights Drop(StageWeights weights)
    {
        StageShape shape = weights.Shape;
        int exit = shape.Layers.Count, layer = exit - 1, width = shape.Layers[^1].Units;
        int[] read = [.. Enumerable.Range(0, width).Where(unit => !UnitJump.IsSilent(weights, unit))];
        if (read.Length == width)
            return weights;
        if (read.Length == 0)
            read = [0];
        StageWeights narrow = new(shape with { Layers = [.. shape.Layers.SkipLast(1), shape.Layers[^1] with { Units = read.Length }] });
        for (int block = 0; block < layer; block++)
            weights.Block(block).CopyTo(narrow.Block(block));
        for (int unit = 0; unit < read.Length; unit++)
            weights.Row(layer, read[unit]).CopyTo(narrow.Row(layer, unit));
        for (int k = 0; k < shape.Classes; k++)
        {
            Span<short> from = weights.Row(exit, k), to = narrow.Row(exit, k);
            for (int i = 0; i < to.Length - 1; i++)
                to[i] = from[(i / read.Length * width) + read[i % read.Length]];
            to[^1] = from[^1];
        }

        return narrow;
    }
}
