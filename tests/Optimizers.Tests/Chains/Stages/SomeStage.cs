using Inference;
using Optimizers.Chains.Stages;
using Optimizers.Chains.Stages.Sliced;

namespace Optimizers.Tests.Chains.Stages;

/// <summary>Random stages, samples and moves for the tests.</summary>
internal static class SomeStage
{
    /// <summary>Stages of every form: dense and convolutional, of signs and of bytes, strided, pooled, with cells of one and of many places.</summary>
    public static readonly Dictionary<string, StageShape> Shapes = new()
    {
        ["dense"] = new(false, [new(1, 1, 37, 1, 1, 5)], 1, 10, 6400),
        ["dense of bytes"] = new(true, [new(1, 1, 13, 1, 1, 4, false, 16)], 1, 3, 6400),
        ["convolution"] = new(false, [new(8, 8, 3, 3, 1, 4)], 2, 4, 1600),
        ["convolution, one cell, 1 x 1"] = new(false, [new(4, 4, 5, 1, 1, 3)], 1, 3, 1600),
        ["small convolution"] = new(false, [new(4, 4, 2, 3, 1, 3)], 2, 3, 1600),
        ["pooled convolution"] = new(false, [new(8, 12, 2, 3, 1, 3, true)], 2, 3, 1600),
        ["strided convolution of bytes"] = new(true, [new(11, 9, 3, 5, 2, 4, true, 32)], 1, 3, 1600),
        ["7 x 7 of bytes"] = new(true, [new(16, 16, 1, 7, 2, 3, false, 64)], 4, 5, 1600),
        ["wide kernel, pooled"] = new(false, [new(16, 16, 1, 5, 1, 3, true)], 4, 3, 1600),
    };

    /// <summary>Stages of two layers: dense and convolutional, one after the other in every order, flattened between, strided, pooled.</summary>
    public static readonly Dictionary<string, StageShape> DeepShapes = new()
    {
        ["dense, dense"] = new(false, [new(1, 1, 37, 1, 1, 19), new(1, 1, 19, 1, 1, 35)], 1, 10, 6400),
        ["dense of bytes, dense"] = new(true, [new(1, 1, 13, 1, 1, 9, false, 16), new(1, 1, 9, 1, 1, 5)], 1, 3, 6400),
        ["convolution, dense"] = new(false, [new(4, 6, 3, 3, 1, 5), new(1, 1, 120, 1, 1, 17)], 1, 4, 6400),
        ["pooled convolution, dense"] = new(true, [new(8, 8, 1, 3, 1, 3, true), new(1, 1, 48, 1, 1, 6)], 1, 11, 6400),
        ["convolution, convolution"] = new(false, [new(6, 8, 2, 3, 1, 4), new(6, 8, 4, 3, 1, 18)], 2, 3, 1600),
        ["strided and pooled of bytes, convolution"] = new(true, [new(16, 24, 3, 5, 2, 4, true, 32), new(4, 6, 4, 3, 1, 5)], 2, 3, 1600),
        ["pooled, pooled"] = new(false, [new(8, 16, 1, 3, 1, 3, true), new(4, 8, 3, 3, 1, 5, true)], 2, 3, 1600),
        ["1 x 1, strided"] = new(false, [new(9, 7, 2, 1, 1, 3), new(9, 7, 3, 3, 2, 4)], 1, 3, 1600),
        ["flat map, 5 x 5 pooled"] = new(false, [new(10, 6, 2, 3, 1, 3), new(10, 6, 3, 5, 1, 3, true)], 1, 3, 1600),
    };

    /// <summary>A stage with weights of ±limit and ±1 in its biases and exit.</summary>
    public static StagePlan Plan(StageShape shape, int samples, int limit, ulong seed, LossKind loss = LossKind.CrossEntropy, int first = 0)
    {
        SplitMix random = new(seed);
        StageWeights weights = new(shape);
        for (int block = 0; block < shape.Blocks; block++)
        {
            foreach (ref short weight in weights.Block(block))
                weight = Weight(ref random, block < shape.Layers.Count ? limit : 1);
            for (int unit = 0; unit < shape.Units(block); unit++)
                weights.Row(block, unit)[^1] = Weight(ref random, 1);
        }

        sbyte[] inputs = new sbyte[samples * shape.InputLength];
        foreach (ref sbyte input in inputs.AsSpan())
            input = shape.TakesBytes ? (sbyte)(random.Next(255) - 127) : (sbyte)(random.Chance(0.5) ? 1 : -1);
        byte[] labels = new byte[samples];
        foreach (ref byte label in labels.AsSpan())
            label = (byte)random.Next(shape.Classes);
        return new StagePlan(weights, inputs, labels, loss, first, limit, 8);
    }

    /// <summary>A random move of 1 to 16 weights of the visited unit: flips where the limit is 1.</summary>
    public static void Fill(Move move, StageWeights weights, int block, int unit, int limit, ref SplitMix random)
    {
        move.Begin(block, unit);
        ReadOnlySpan<short> row = weights.Row(block, unit);
        int count = 1 + random.Next(Math.Min(row.Length, random.Chance(0.5) ? 1 : 16));
        while (move.Count < count)
        {
            int index = random.Next(row.Length);
            short value = index == row.Length - 1 ? (short)(random.Next(17) - 8)
                : limit == 1 || block == weights.Shape.Layers.Count ? (short)-row[index] : Weight(ref random, limit);
            if (value != row[index] && !move.Holds(index))
                move.Add(index, value);
        }
    }

    private static short Weight(ref SplitMix random, int limit) =>
        limit == 1 ? (short)(random.Chance(0.5) ? 1 : -1) : (short)(random.Next((2 * limit) + 1) - limit);
}
