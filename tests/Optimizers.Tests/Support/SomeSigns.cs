using Inference;
using Optimizers.Chains.Stages;
using Optimizers.Gradient;

namespace Optimizers.Tests.Support;

/// <summary>Example networks of signs.</summary>
internal static class SomeSigns
{
    /// <summary>Two stages on bytes: a strided convolution, then one with a pool and a dense layer.</summary>
    public const string Bytes = """
        { "name": "t", "height": 8, "width": 16, "channels": 3, "classes": ["a", "b", "c"], "training": { "batch": 16 }, "stages": [
          { "layers": [{ "kind": "sign_conv", "kernel": 5, "stride": 2, "channels": 64 }], "exit": { "grid": 2 } },
          { "layers": [{ "kind": "sign_conv", "channels": 64 }, { "kind": "max_pool" }, { "kind": "sign_dense", "units": 32 }], "exit": { } } ] }
        """;

    /// <summary>Two dense stages on binarised pixels.</summary>
    public const string Dense = """
        { "name": "t", "height": 7, "width": 6, "classes": ["a", "b", "c"], "training": { "batch": 16 }, "stages": [
          { "layers": [{ "kind": "binarize", "level": 100 }, { "kind": "sign_dense", "units": 32 }], "exit": { } },
          { "layers": [{ "kind": "sign_dense", "units": 48 }], "exit": { "logit_scale": 512 } } ] }
        """;

    /// <summary>Two stages of convolutions whose maps keep many pixels a cell.</summary>
    public const string Maps = """
        { "name": "t", "height": 16, "width": 16, "classes": ["a", "b"], "training": { "batch": 16 }, "stages": [
          { "layers": [{ "kind": "sign_conv", "kernel": 3, "channels": 16, "pool": true }, { "kind": "sign_conv", "kernel": 1, "channels": 32 }],
            "exit": { "grid": 2 } },
          { "layers": [{ "kind": "sign_conv", "channels": 16 }], "exit": { "grid": 1 } } ] }
        """;

    /// <summary>Parses a recipe.</summary>
    public static Recipe Recipe(string json) => Optimizers.Gradient.Recipe.Parse(System.Text.Encoding.UTF8.GetBytes(json), "t.json");

    /// <summary>Two stages on the bars of <see cref="Some.Bars"/>; trained as told.</summary>
    public static Recipe Bars(bool isBinarized, int steps = 150)
    {
        string first = isBinarized
            ? """{ "kind": "binarize", "level": 115 }, { "kind": "sign_dense", "units": 32 }"""
            : """{ "kind": "sign_conv", "kernel": 3, "channels": 32, "pool": true }""";
        string second = isBinarized ? """{ "kind": "sign_dense", "units": 16 }""" : """{ "kind": "sign_conv", "channels": 16, "pool": true }""";
        return Recipe($$"""
            { "name": "t", "height": 16, "width": 16, "classes": ["upright", "lying"], "stages": [
              { "layers": [{{first}}], "exit": { "grid": {{(isBinarized ? 1 : 2)}} } }, { "layers": [{{second}}], "exit": { } } ],
              "training": { "batch": 32, "steps": {{steps}}, "learning_rate": 0.01, "label_smoothing": 0, "bop": { "adaptivity": 0.02, "threshold": 1e-6 } },
              "augmentation": { "flip": 0.5, "shift": 0.1, "scale": 0, "aspect": 0, "turn": 0, "part": 0, "low_resolution": 0, "blur": 0, "tone": 0,
                "shadow": 0, "cover": 0, "noise": 0, "jpeg": 0 } }
            """);
    }

    /// <summary>Random weights: ±1, of bytes up to <paramref name="largest"/>, biases that matter, a head of up to 20.</summary>
    public static StageWeights Weights(StageShape shape, ulong seed, int largest = 1)
    {
        StageWeights weights = new(shape);
        SplitMix random = new(seed);
        for (int block = 0; block < shape.Blocks; block++)
        {
            bool isHead = block == shape.Layers.Count;
            int range = isHead ? 20 : block == 0 && shape.TakesBytes ? largest : 1;
            for (int unit = 0; unit < shape.Units(block); unit++)
            {
                Span<short> row = weights.Row(block, unit);
                for (int i = 0; i < row.Length; i++)
                    row[i] = (short)((1 + random.Next(range)) * (random.Chance(0.5) ? 1 : -1));
                row[^1] = (short)(random.Next(21) - 10);
            }
        }

        return weights;
    }

    /// <summary>Random pictures of a recipe's shape, smooth enough for sums of every size.</summary>
    public static byte[][] Pictures(Recipe recipe, int count, ulong seed)
    {
        SplitMix random = new(seed);
        byte[][] pictures = new byte[count][];
        for (int s = 0; s < count; s++)
        {
            pictures[s] = new byte[recipe.Height * recipe.Width * recipe.Channels];
            int middle = random.Next(256), spread = 1 + random.Next(128);
            for (int i = 0; i < pictures[s].Length; i++)
                pictures[s][i] = (byte)Math.Clamp(middle + random.Next(2 * spread) - spread, 0, 255);
        }

        return pictures;
    }

    /// <summary>The logits of each stage of one picture by the plain definition, in 1/65536 nats.</summary>
    public static int[][] Logits(Recipe recipe, IReadOnlyList<StageWeights> stages, byte[] picture)
    {
        sbyte[] input = new sbyte[picture.Length];
        SignInput.Write(recipe, picture, input);
        int[][] logits = new int[stages.Count][];
        for (int s = 0; s < stages.Count; s++)
        {
            StageWeights joined = Joined(stages, s + 1);
            logits[s] = [.. new PlainStage(joined, input, [0], LossKind.CrossEntropy).Logits(joined, 0).ToArray().Select(m => m * joined.Shape.LogitScale)];
        }

        return logits;
    }

    /// <summary>The first stages as one, with the exit of the last of them.</summary>
    private static StageWeights Joined(IReadOnlyList<StageWeights> stages, int count)
    {
        StageShape last = stages[count - 1].Shape;
        StageWeights joined = new(last with { TakesBytes = stages[0].Shape.TakesBytes, Layers = [.. stages.Take(count).SelectMany(s => s.Shape.Layers)] });
        int block = 0;
        foreach (StageWeights stage in stages.Take(count))
        {
            int own = stage == stages[count - 1] ? stage.Shape.Blocks : stage.Shape.Layers.Count;
            for (int i = 0; i < own; i++)
                stage.Block(i).CopyTo(joined.Block(block++));
        }

        return joined;
    }
}
