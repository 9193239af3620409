using Inference.Format;

namespace Optimizers.Learning.Patches;

/// <summary>How many signs lie in a row of packed words: the shape of a tensor counts words, whose last has padding.</summary>
internal static class SignChannels
{
    /// <summary>Input channels of each layer with packed weights, by the name of the tensor.</summary>
    public static Dictionary<string, int> Of(NetworkDefinition network)
    {
        Dictionary<string, int> channels = [];
        for (int s = 0; s < network.Stages.Count; s++)
        {
            StageDefinition stage = network.Stages[s];
            Add(channels, stage.Layers, TensorNames.Stage(s + 1));
            if (stage.Exit is BranchExitDefinition branch)
                Add(channels, branch.Layers, TensorNames.Exit(s + 1));
        }

        return channels;
    }

    private static void Add(Dictionary<string, int> channels, IReadOnlyList<LayerDefinition> layers, string place)
    {
        for (int l = 0; l < layers.Count; l++)
        {
            string name = $"{TensorNames.Layer(place, l + 1)}.weights";
            if (layers[l] is BinaryResidualDefinition residual)
                channels[name] = residual.InputChannels;
            else if (layers[l] is BinaryConvDefinition conv)
                channels[name] = conv.InputChannels;
        }
    }
}
