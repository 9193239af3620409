namespace Inference.Format;

/// <summary>Which tensors each layer has, in one place for reading, writing and hashing.</summary>
internal static class TensorWalk
{
    /// <summary>Meets every tensor in the order of the graph.</summary>
    /// <param name="network">The graph.</param>
    /// <param name="store">What meets them.</param>
    /// <returns>The graph with the arrays the store gave back.</returns>
    public static NetworkDefinition Walk(NetworkDefinition network, TensorStore store)
    {
        StageDefinition[] stages = new StageDefinition[network.Stages.Count];
        for (int s = 0; s < stages.Length; s++)
        {
            StageDefinition stage = network.Stages[s];
            LayerDefinition[] layers = new LayerDefinition[stage.Layers.Count];
            for (int l = 0; l < layers.Length; l++)
                layers[l] = Walk(stage.Layers[l], TensorNames.Layer(s + 1, l + 1), store);
            stages[s] = new StageDefinition(layers, Walk(stage.Exit, network.Classes.Count, TensorNames.Exit(s + 1), store));
        }

        return network with { Stages = stages };
    }

    private static LayerDefinition Walk(LayerDefinition layer, string place, TensorStore store) => layer switch
    {
        ByteConvDefinition conv => conv with
        {
            Weights = store.Visit(
                $"{place}.weights", conv.Weights, [conv.OutputChannels, conv.Kernel, conv.Kernel, conv.InputChannels]),
            Multipliers = store.Visit($"{place}.multipliers", conv.Multipliers, [conv.OutputChannels]),
            Biases = store.Visit($"{place}.biases", conv.Biases, [conv.OutputChannels]),
        },
        BinaryResidualDefinition residual => residual with
        {
            Thresholds = store.Visit($"{place}.thresholds", residual.Thresholds, [residual.InputChannels]),
            Weights = store.Visit(
                $"{place}.weights", residual.Weights, Packed(residual.OutputChannels, residual.Kernel, residual.InputChannels)),
            Multipliers = store.Visit($"{place}.multipliers", residual.Multipliers, [residual.OutputChannels]),
            Biases = store.Visit($"{place}.biases", residual.Biases, [residual.OutputChannels]),
        },
        SignDefinition sign => sign with
        {
            Thresholds = store.Visit($"{place}.thresholds", sign.Thresholds, [sign.Flips.Length]),
            Flips = store.Visit($"{place}.flips", sign.Flips, [sign.Flips.Length]),
        },
        BinaryConvDefinition conv => conv with
        {
            Weights = store.Visit($"{place}.weights", conv.Weights, Packed(conv.OutputChannels, conv.Kernel, conv.InputChannels)),
            Thresholds = store.Visit($"{place}.thresholds", conv.Thresholds, [conv.OutputChannels]),
            Flips = store.Visit($"{place}.flips", conv.Flips, [conv.OutputChannels]),
        },
        _ => layer,
    };

    private static ExitDefinition Walk(ExitDefinition exit, int classes, string place, TensorStore store) => exit with
    {
        Offsets = store.Visit($"{place}.offsets", exit.Offsets, [exit.Offsets.Length]),
        Weights = store.Visit($"{place}.weights", exit.Weights, [classes, exit.Grid * exit.Grid * exit.Offsets.Length]),
        Biases = store.Visit($"{place}.biases", exit.Biases, [classes]),
    };

    private static int[] Packed(int outputs, int kernel, int inputs) => [outputs, kernel, kernel, (inputs + 63) / 64];
}
