using Inference;
using Optimizers.Gradient;

namespace Optimizers.Tests.Support;

/// <summary>Example values; every one follows from a seed.</summary>
internal static class Some
{
    public static float[] Floats(int count, ulong seed, double size = 1)
    {
        SplitMix random = new(seed);
        float[] values = new float[count];
        for (int i = 0; i < count; i++)
            values[i] = (float)random.Uniform(-size, size);
        return values;
    }

    /// <summary>Two stages on 16×16 pictures of two classes.</summary>
    public static Recipe Recipe(int steps = 60) => Optimizers.Gradient.Recipe.Parse(System.Text.Encoding.UTF8.GetBytes($$"""
        {
          "name": "toy", "height": 16, "width": 16, "classes": ["upright", "lying"],
          "stages": [
            { "layers": [{ "kind": "byte_conv", "kernel": 3, "channels": 16 }, { "kind": "max_pool" }], "exit": { "grid": 2 } },
            { "layers": [{ "kind": "binary_residual", "channels": 32 }, { "kind": "average_pool" }], "exit": { "grid": 1 } }
          ],
          "training": { "steps": {{steps}}, "batch": 16, "learning_rate": 0.01 },
          "augmentation": { "turn": 10, "flip": 0.5, "scale": 0.1, "aspect": 0, "shift": 0.1 }
        }
        """), "toy");

    /// <summary>The same with float layers of every shape, three quarters of whose blocks are pruned.</summary>
    public static Recipe SparseRecipe(int steps = 60) => Optimizers.Gradient.Recipe.Parse(System.Text.Encoding.UTF8.GetBytes($$"""
        {
          "name": "toy", "height": 16, "width": 16, "classes": ["upright", "lying"],
          "stages": [
            {
              "layers": [
                { "kind": "float_conv", "kernel": 5, "channels": 16 }, { "kind": "max_pool" }, { "kind": "float_conv", "channels": 16, "residual": true }
              ],
              "exit": { "grid": 2 }
            },
            {
              "layers": [
                { "kind": "float_conv", "kernel": 1, "channels": 32, "sparsity": 0 }, { "kind": "float_conv", "channels": 32, "stride": 2 },
                { "kind": "float_conv", "kernel": 5, "channels": 32, "residual": true, "sparsity": 0.5 }, { "kind": "average_pool" }
              ],
              "exit": { "grid": 1 }
            }
          ],
          "training": { "steps": {{steps}}, "batch": 16, "learning_rate": 0.01 },
          "pruning": { "sparsity": 0.75, "block": 8, "begin": 0.2, "end": 0.6, "every": 3 },
          "augmentation": { "turn": 10, "flip": 0.5, "scale": 0.1, "aspect": 0, "shift": 0.1 }
        }
        """), "toy");

    /// <summary>Pictures of bars: upright ones are class 0, lying ones class 1, on noise.</summary>
    public static TrainingSet Bars(int count, ulong seed)
    {
        TrainingSet set = new();
        SplitMix random = new(seed);
        for (int i = 0; i < count; i++)
        {
            byte[] image = new byte[256];
            int middle = 4 + random.Next(8);
            int dark = 20 + random.Next(60), light = 150 + random.Next(80);
            for (int p = 0; p < 256; p++)
            {
                int along = i % 2 == 0 ? p % 16 : p / 16;
                image[p] = (byte)Math.Clamp((Math.Abs(along - middle) < 2 ? light : dark) + random.Next(30) - 15, 0, 255);
            }

            set.Add(image, i % 2, "bars");
        }

        return set;
    }
}
