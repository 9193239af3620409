using System.Text;
using Inference;
using Inference.Format;
using Optimizers.Gradient;

namespace Optimizers.Tests.Chains.Training;

/// <summary>Pictures of one bright bar, across or down, in noise, and networks that tell them apart.</summary>
internal static class SomeBars
{
    public static Recipe Parse(string json) => Recipe.Parse(Encoding.UTF8.GetBytes(json), "t");

    public static string Hash(NetworkDefinition network) => new Network(network).Hash;

    public static TrainingSet Bars(int count, ulong seed)
    {
        SplitMix random = new(seed);
        TrainingSet set = new();
        for (int i = 0; i < count; i++)
            set.Add(Bar(i % 2, ref random), i % 2, "bars");
        return set;
    }

    /// <summary>Share of 200 other bars that an exit, the last where none is named, names rightly.</summary>
    public static double Accuracy(NetworkDefinition definition, ulong seed, int? stages = null)
    {
        Network network = new(definition);
        Workspace workspace = network.CreateWorkspace();
        SplitMix random = new(seed);
        int right = 0;
        for (int i = 0; i < 200; i++)
            right += network.RunTo(Bar(i % 2, ref random), workspace, stages ?? network.Stages.Count).Class == i % 2 ? 1 : 0;
        return right / 200.0;
    }

    public static byte[] Bar(int label, ref SplitMix random)
    {
        byte[] picture = new byte[64];
        int place = random.Next(8);
        for (int i = 0; i < 64; i++)
            picture[i] = (byte)(((label == 0 ? i / 8 : i % 8) == place ? 160 : 60) + random.Next(50));
        return picture;
    }
}
