using Inference;
using Optimizers.Chains.Stages;
using Optimizers.Chains.Stages.Sliced;
using Optimizers.Gradient;

namespace Optimizers.Chains.Training;

/// <summary>The samples of a training as its first stage takes them, shuffled, so that the first few hold of all.</summary>
internal sealed class TrainingMemory
{
    private readonly byte[] _labels;
    private readonly sbyte[] _pictures;
    private readonly int _length;

    /// <summary>Prepares samples.</summary>
    /// <param name="recipe">Of a network of signs.</param>
    /// <param name="set">Samples; not changed.</param>
    /// <param name="seed">The order follows from it.</param>
    public TrainingMemory(Recipe recipe, TrainingSet set, ulong seed)
    {
        int[] order = Shuffled(set.Count, seed);
        _labels = [.. order.Select(i => (byte)set.Label(i))];
        _length = recipe.Height * recipe.Width * recipe.Channels;
        _pictures = new sbyte[checked(set.Count * _length)];
        for (int i = 0; i < set.Count; i++)
            SignInput.Write(recipe, set.Image(order[i]), _pictures.AsSpan(i * _length, _length));
    }

    /// <summary>Samples.</summary>
    public int Count => _labels.Length;

    /// <summary>Labels of the first samples.</summary>
    public byte[] Labels(int samples) => _labels[..samples];

    /// <summary>What a stage takes of the first samples: <c>[samples][row][column][channel]</c>.</summary>
    /// <param name="before">Weights of the stages before it, first to last.</param>
    /// <param name="samples">How many.</param>
    public sbyte[] Inputs(ReadOnlySpan<StageWeights> before, int samples)
    {
        sbyte[] map = _pictures[..(samples * _length)];
        foreach (StageWeights stage in before)
        {
            LayerShape last = stage.Shape.Layers[^1];
            sbyte[] output = new sbyte[checked(samples * last.OutputHeight * last.OutputWidth * last.Units)];
            StageRisk.Of(new StagePlan(stage, map, Labels(samples))).CopyOutputs(output);
            map = output;
        }

        return map;
    }

    private static int[] Shuffled(int count, ulong seed)
    {
        SplitMix random = new(SplitMix.Mix(seed, ulong.MaxValue));
        int[] order = [.. Enumerable.Range(0, count)];
        random.Shuffle<int>(order);
        return order;
    }
}
