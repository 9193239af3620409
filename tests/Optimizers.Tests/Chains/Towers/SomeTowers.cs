using Inference;
using Optimizers.Chains.Stages;
using Optimizers.Chains.Towers;

namespace Optimizers.Tests.Chains.Towers;

/// <summary>Small memories and towers; every one follows from a seed.</summary>
internal static class SomeTowers
{
    public static short[] Inputs(TowerShape shape, int samples, int reach, ref SplitMix random)
    {
        short[] inputs = new short[samples * shape.Width];
        for (int i = 0; i < inputs.Length; i++)
            inputs[i] = (short)(random.Next((2 * reach) + 1) - reach);
        return inputs;
    }

    public static byte[] Labels(TowerShape shape, int samples, ref SplitMix random)
    {
        byte[] labels = new byte[samples];
        for (int n = 0; n < samples; n++)
            labels[n] = (byte)random.Next(shape.Classes);
        return labels;
    }

    /// <summary>Rows of random signs, padding 0.</summary>
    public static ulong[] Signs(TowerShape shape, int rows, ref SplitMix random)
    {
        ulong[] signs = new ulong[rows * shape.Words];
        for (int i = 0; i < rows * shape.Width; i++)
            signs[(i / shape.Width * shape.Words) + (i % shape.Width / 64)] |= (ulong)random.Next(2) << (i % shape.Width);
        return signs;
    }

    public static Tower Tower(TowerShape shape, int layers, ref SplitMix random)
    {
        Tower tower = new(shape);
        for (int l = 0; l < layers; l++)
        {
            tower.Insert(l, Signs(shape, shape.Width, ref random));
            tower[l].Gate = random.Next(shape.MostGate + 1);
        }

        Signs(shape, shape.Classes, ref random).CopyTo(tower.WritableExit);
        return tower;
    }

    /// <summary>R_n from the definition.</summary>
    public static long Risk(Tower tower, short[] inputs, byte[] labels, LossKind loss = LossKind.CrossEntropy)
    {
        int[] logits = new int[tower.Shape.Classes];
        long sum = 0;
        for (int n = 0; n < labels.Length; n++)
        {
            tower.Run(inputs.AsSpan(n * tower.Shape.Width, tower.Shape.Width), logits);
            sum += Losses.Of(loss, logits, labels[n], tower.Shape.LogitScale);
        }

        return sum;
    }
}
