using Inference;
using Optimizers.Chains.Stages;

namespace Optimizers.Tests.Chains;

/// <summary>A stage small enough to enumerate: one dense layer of signs and its exit, over samples of signs whose labels follow from a rule, save one in five.</summary>
internal sealed record TinyStage(StageWeights Start, sbyte[] Inputs, byte[] Labels, LossKind Loss, int First)
{
    public static TinyStage Make(int channels, int units, int samples, int first = 0, int scale = 32768, ulong seed = 1, short exit = 1)
    {
        StageShape shape = new(false, [new LayerShape(1, 1, channels, 1, 1, units)], 1, 2, scale);
        StageWeights start = new(shape);
        SplitMix random = new(seed);
        for (int block = 0; block < 2; block++)
        {
            foreach (ref short weight in start.Block(block))
                weight = (short)(((random.Next(2) * 2) - 1) * (block == 1 ? exit : 1));
        }

        // The exit's biases, which these tests do not move.
        for (int k = 0; k < 2; k++)
            start.Row(1, k)[^1] = 0;
        sbyte[] inputs = new sbyte[samples * channels];
        byte[] labels = new byte[samples];
        for (int i = 0; i < samples; i++)
        {
            int sum = 0;
            for (int c = 0; c < channels; c++)
            {
                inputs[(i * channels) + c] = (sbyte)((random.Next(2) * 2) - 1);
                sum += inputs[(i * channels) + c] * (c + 1);
            }

            labels[i] = (byte)((sum > 0 ? 1 : 0) ^ (random.Next(5) == 0 ? 1 : 0));
        }

        return new TinyStage(start, inputs, labels, LossKind.CrossEntropy, first);
    }

    public PlainStage Plain() => new(Start, Inputs, Labels, Loss, First);
}
