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
            LayerDefinition[] layers = Walk(stage.Layers, TensorNames.Stage(s + 1), store);
            stages[s] = new StageDefinition(layers, Walk(stage.Exit, network.Classes.Count, TensorNames.Exit(s + 1), store));
        }

        return network with { Stages = stages };
    }

    private static LayerDefinition[] Walk(IReadOnlyList<LayerDefinition> layers, string place, TensorStore store)
    {
        LayerDefinition[] walked = new LayerDefinition[layers.Count];
        for (int l = 0; l < walked.Length; l++)
            walked[l] = Walk(layers[l], TensorNames.Layer(place, l + 1), store);
        return walked;
    }

    private static ExitDefinition Walk(ExitDefinition exit, int classes, string place, TensorStore store) => exit switch
    {
        LinearExitDefinition x => x with
        {
            Offsets = store.Visit($"{place}.offsets", x.Offsets, [x.Offsets.Length]),
            Weights = store.Visit($"{place}.weights", x.Weights, [classes, x.Grid * x.Grid * x.Offsets.Length]),
            Biases = store.Visit($"{place}.biases", x.Biases, [classes]),
        },
        VoteExitDefinition x => x with
        {
            Offsets = store.Visit($"{place}.offsets", x.Offsets, [x.Offsets.Length]),
            Weights = store.Visit($"{place}.weights", x.Weights, [x.Members, classes, x.Grid * x.Grid * x.Offsets.Length]),
            Biases = store.Visit($"{place}.biases", x.Biases, [x.Members, classes]),
            InverseTemperature = store.Visit($"{place}.inverse_temperature", x.InverseTemperature, [1]),
        },
        BranchExitDefinition x => x with
        {
            Layers = Walk(x.Layers, place, store),
            Scale = store.Visit($"{place}.scale", x.Scale, [1]),
        },
        _ => throw new NotSupportedException($"the model file holds no {exit.GetType().Name}"),
    };

    private static LayerDefinition Walk(LayerDefinition layer, string place, TensorStore store) => layer switch
    {
        SignDefinition x => x with
        {
            Thresholds = store.Visit($"{place}.thresholds", x.Thresholds, [x.Flips.Length]),
            Flips = store.Visit($"{place}.flips", x.Flips, [x.Flips.Length]),
        },
        AffineDefinition x => x with
        {
            Factors = store.Visit($"{place}.factors", x.Factors, [x.Factors.Length]),
            Offsets = store.Visit($"{place}.offsets", x.Offsets, [x.Factors.Length]),
        },
        TableDefinition x => x with { Table = store.Visit($"{place}.table", x.Table, [x.Table.Length / 256, 256]) },
        QuantizeDefinition x => x with { Scale = store.Visit($"{place}.scale", x.Scale, [1]) },
        Int8AddDefinition x => x with { Scales = store.Visit($"{place}.scales", x.Scales, [2]) },
        ByteConvDefinition or BinaryResidualDefinition or BinaryConvDefinition => WalkFixed(layer, place, store),
        SparseFloatConvDefinition or SparseInt8ConvDefinition => WalkSparse(layer, place, store),
        _ => WalkWindow(layer, place, store),
    };

    private static LayerDefinition WalkFixed(LayerDefinition layer, string place, TensorStore store) => layer switch
    {
        ByteConvDefinition x => x with
        {
            Weights = store.Visit($"{place}.weights", x.Weights, [x.OutputChannels, x.Kernel, x.Kernel, x.InputChannels]),
            Multipliers = store.Visit($"{place}.multipliers", x.Multipliers, [x.OutputChannels]),
            Biases = store.Visit($"{place}.biases", x.Biases, [x.OutputChannels]),
        },
        BinaryResidualDefinition x => x with
        {
            Thresholds = store.Visit($"{place}.thresholds", x.Thresholds, [x.InputChannels]),
            Weights = store.Visit($"{place}.weights", x.Weights, Packed(x.OutputChannels, x.Kernel, x.InputChannels)),
            Multipliers = store.Visit($"{place}.multipliers", x.Multipliers, [x.OutputChannels]),
            Biases = store.Visit($"{place}.biases", x.Biases, [x.OutputChannels]),
        },
        BinaryConvDefinition x => x with
        {
            Weights = store.Visit($"{place}.weights", x.Weights, Packed(x.OutputChannels, x.Kernel, x.InputChannels)),
            Thresholds = store.Visit($"{place}.thresholds", x.Thresholds, [x.OutputChannels]),
            Flips = store.Visit($"{place}.flips", x.Flips, [x.OutputChannels]),
        },
        _ => layer,
    };

    private static LayerDefinition WalkWindow(LayerDefinition layer, string place, TensorStore store) => layer switch
    {
        Int8ConvDefinition x => x with
        {
            Weights = store.Visit($"{place}.weights", x.Weights, [x.OutputChannels, x.Window.Height, x.Window.Width, x.InputChannels]),
            Scales = store.Visit($"{place}.scales", x.Scales, [x.OutputChannels]),
            Biases = store.Visit($"{place}.biases", x.Biases, [x.OutputChannels]),
        },
        Int16ConvDefinition x => x with
        {
            Weights = store.Visit($"{place}.weights", x.Weights, [x.OutputChannels, x.Window.Height, x.Window.Width, x.InputChannels]),
            Scales = store.Visit($"{place}.scales", x.Scales, [x.OutputChannels]),
            Biases = store.Visit($"{place}.biases", x.Biases, [x.OutputChannels]),
        },
        FloatConvDefinition x => x with
        {
            Weights = store.Visit($"{place}.weights", x.Weights, [x.OutputChannels, x.InputChannels, x.Window.Height, x.Window.Width]),
            Biases = store.Visit($"{place}.biases", x.Biases, [x.OutputChannels]),
        },
        Int8DepthwiseDefinition x => x with
        {
            Weights = store.Visit($"{place}.weights", x.Weights, [x.Window.Height, x.Window.Width, x.Channels]),
            Scales = store.Visit($"{place}.scales", x.Scales, [x.Channels]),
            Biases = store.Visit($"{place}.biases", x.Biases, [x.Channels]),
        },
        FloatDepthwiseDefinition x => x with
        {
            Weights = store.Visit($"{place}.weights", x.Weights, [x.Channels, x.Window.Height, x.Window.Width]),
            Biases = store.Visit($"{place}.biases", x.Biases, [x.Channels]),
        },
        _ => layer,
    };

    private static LayerDefinition WalkSparse(LayerDefinition layer, string place, TensorStore store) => layer switch
    {
        SparseFloatConvDefinition x => x with
        {
            Starts = store.Visit($"{place}.starts", x.Starts, [Rows(x.OutputChannels, x.Block) + 1]),
            Columns = store.Visit($"{place}.columns", x.Columns, [TensorStore.AnySize]),
            Weights = store.Visit($"{place}.weights", x.Weights, [TensorStore.AnySize, x.Block]),
            Biases = store.Visit($"{place}.biases", x.Biases, [x.OutputChannels]),
        },
        SparseInt8ConvDefinition x => x with
        {
            Starts = store.Visit($"{place}.starts", x.Starts, [Rows(x.OutputChannels, x.Block) + 1]),
            Columns = store.Visit($"{place}.columns", x.Columns, [TensorStore.AnySize]),
            Weights = store.Visit($"{place}.weights", x.Weights, [TensorStore.AnySize, x.Block]),
            Scales = store.Visit($"{place}.scales", x.Scales, [x.OutputChannels]),
            Biases = store.Visit($"{place}.biases", x.Biases, [x.OutputChannels]),
        },
        _ => layer,
    };

    private static int Rows(int outputs, int block) => (outputs + block - 1) / block;

    private static int[] Packed(int outputs, int kernel, int inputs) => [outputs, kernel, kernel, (inputs + 63) / 64];
}
