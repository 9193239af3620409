using Inference.Exits;

namespace Inference.Format;

/// <summary>Which fields each layer and exit has in the graph and what they may be, in one place for reading and writing.</summary>
internal static class FieldWalk
{
    private static readonly string[] Pools = ["max", "average"];
    private static readonly string[] Activations = ["none", "relu", "relu6"];

    /// <summary>Meets every field of a layer but its kind.</summary>
    /// <param name="layer">The layer.</param>
    /// <param name="store">What meets them.</param>
    /// <returns>The layer with the fields the store gave back; its tensors are untouched.</returns>
    public static LayerDefinition Walk(LayerDefinition layer, FieldStore store) => layer switch
    {
        StandardizeDefinition x => new StandardizeDefinition(store.Number("minimum_deviation", x.MinimumDeviation, 1, 255)),
        PoolDefinition x => new PoolDefinition(Pool(store, x.Kind)),
        SignDefinition x => x with { Flips = Sized(store, "channels", x.Flips, NetworkBounds.Features) },
        FlattenDefinition x => x,
        AffineDefinition x => x with
        {
            Factors = Sized(store, "channels", x.Factors, NetworkBounds.Features),
            Activation = Activation(store, x.Activation),
        },
        TableDefinition x => x with { Table = Sized(store, "channels", x.Table, NetworkBounds.Channels, 256) },
        QuantizeDefinition x => x with { Zero = SignedByte(store, "zero", x.Zero) },
        RecallDefinition x => new RecallDefinition(From(store, x.From)),
        AddDefinition x => new AddDefinition(From(store, x.From), Activation(store, x.Activation)),
        Int8AddDefinition x => x with
        {
            From = From(store, x.From),
            LeftZero = SignedByte(store, "left_zero", x.LeftZero),
            RightZero = SignedByte(store, "right_zero", x.RightZero),
            OutputZero = SignedByte(store, "output_zero", x.OutputZero),
            Lowest = SignedByte(store, "lowest", x.Lowest),
            Highest = SignedByte(store, "highest", x.Highest),
        },
        WindowPoolDefinition x => new WindowPoolDefinition(Pool(store, x.Kind), Window(store, x.Window)),
        _ => WalkConvolution(layer, store),
    };

    /// <summary>Meets every field of an exit but its layers.</summary>
    /// <param name="exit">The exit.</param>
    /// <param name="store">What meets them.</param>
    /// <returns>The exit with the fields the store gave back; its tensors are untouched.</returns>
    public static ExitDefinition Walk(ExitDefinition exit, FieldStore store)
    {
        exit = exit switch
        {
            LinearExitDefinition x => x with
            {
                Grid = store.Number("grid", x.Grid, 1, NetworkBounds.Side),
                Offsets = Sized(store, "channels", x.Offsets, NetworkBounds.Features),
                Shift = store.Number("shift", x.Shift, 0, 47),
            },
            VoteExitDefinition x => x with
            {
                Members = store.Number("members", x.Members, 2, NetworkBounds.Members),
                Grid = store.Number("grid", x.Grid, 1, NetworkBounds.Side),
                Offsets = Sized(store, "channels", x.Offsets, NetworkBounds.Features),
                Shift = store.Number("shift", x.Shift, 0, 47),
            },
            BranchExitDefinition x => x with { Zero = store.Number("zero", x.Zero, short.MinValue, short.MaxValue) },
            _ => throw new NotSupportedException($"the model file holds no {exit.GetType().Name}"),
        };
        return exit with { Threshold = store.Number("threshold", exit.Threshold, 0, ExitPolicy.Never) };
    }

    private static LayerDefinition WalkConvolution(LayerDefinition layer, FieldStore store) => layer switch
    {
        ByteConvDefinition x => x with
        {
            Stride = store.Number("stride", x.Stride, 1, 2),
            Kernel = store.Number("kernel", x.Kernel, 1, 7),
            InputChannels = store.Number("input", x.InputChannels, 1, NetworkBounds.InputChannels),
            OutputChannels = Outputs(store, x.OutputChannels),
            Shift = store.Number("shift", x.Shift, 0, 31),
        },
        BinaryResidualDefinition x => x with
        {
            Kernel = store.Number("kernel", x.Kernel, 1, 3),
            InputChannels = store.Number("input", x.InputChannels, 1, NetworkBounds.Channels),
            OutputChannels = Outputs(store, x.OutputChannels),
            Shift = store.Number("shift", x.Shift, 0, 31),
        },
        BinaryConvDefinition x => x with
        {
            Kernel = store.Number("kernel", x.Kernel, 1, 3),
            InputChannels = store.Number("input", x.InputChannels, 1, NetworkBounds.DenseBits),
            OutputChannels = Outputs(store, x.OutputChannels),
        },
        Int8ConvDefinition x => x with
        {
            Window = Window(store, x.Window),
            InputChannels = Inputs(store, x.InputChannels),
            OutputChannels = Outputs(store, x.OutputChannels),
            InputZero = SignedByte(store, "input_zero", x.InputZero),
            OutputZero = SignedByte(store, "output_zero", x.OutputZero),
            Lowest = SignedByte(store, "lowest", x.Lowest),
            Highest = SignedByte(store, "highest", x.Highest),
        },
        Int16ConvDefinition x => x with
        {
            Window = Window(store, x.Window),
            InputChannels = Inputs(store, x.InputChannels),
            OutputChannels = Outputs(store, x.OutputChannels),
            Lowest = store.Number("lowest", x.Lowest, short.MinValue, short.MaxValue),
            Highest = store.Number("highest", x.Highest, short.MinValue, short.MaxValue),
        },
        FloatConvDefinition x => x with
        {
            Window = Window(store, x.Window),
            InputChannels = Inputs(store, x.InputChannels),
            OutputChannels = Outputs(store, x.OutputChannels),
            Activation = Activation(store, x.Activation),
        },
        Int8DepthwiseDefinition x => x with
        {
            Window = Window(store, x.Window),
            Channels = store.Number("channels", x.Channels, 1, NetworkBounds.Channels),
            InputZero = SignedByte(store, "input_zero", x.InputZero),
            OutputZero = SignedByte(store, "output_zero", x.OutputZero),
            Lowest = SignedByte(store, "lowest", x.Lowest),
            Highest = SignedByte(store, "highest", x.Highest),
        },
        FloatDepthwiseDefinition x => x with
        {
            Window = Window(store, x.Window),
            Channels = store.Number("channels", x.Channels, 1, NetworkBounds.Channels),
            Activation = Activation(store, x.Activation),
        },
        SparseFloatConvDefinition x => x with
        {
            Window = Window(store, x.Window),
            InputChannels = Inputs(store, x.InputChannels),
            OutputChannels = Outputs(store, x.OutputChannels),
            Block = store.Number("block", x.Block, 4, 16),
            Activation = Activation(store, x.Activation),
        },
        SparseInt8ConvDefinition x => x with
        {
            Window = Window(store, x.Window),
            InputChannels = Inputs(store, x.InputChannels),
            OutputChannels = Outputs(store, x.OutputChannels),
            Block = store.Number("block", x.Block, 4, 16),
            InputZero = SignedByte(store, "input_zero", x.InputZero),
            OutputZero = SignedByte(store, "output_zero", x.OutputZero),
            Lowest = SignedByte(store, "lowest", x.Lowest),
            Highest = SignedByte(store, "highest", x.Highest),
        },
        _ => throw new NotSupportedException($"the model file holds no {layer.GetType().Name}"),
    };

    private static Window Window(FieldStore store, Window window) => new(
        store.Number("height", window.Height, 1, NetworkBounds.Side),
        store.Number("width", window.Width, 1, NetworkBounds.Side),
        store.Number("stride", window.Stride, 1, NetworkBounds.Stride),
        store.Number("top", window.Top, 0, NetworkBounds.Side),
        store.Number("left", window.Left, 0, NetworkBounds.Side),
        store.Number("bottom", window.Bottom, 0, NetworkBounds.Side),
        store.Number("right", window.Right, 0, NetworkBounds.Side));

    /// <summary>A tensor whose length is a field: when reading, an empty one of that length stands for it until the tensors come.</summary>
    private static T[] Sized<T>(FieldStore store, string key, T[] current, int highest, int each = 1)
    {
        int length = store.Number(key, current.Length / each, 1, highest) * each;
        return length == current.Length ? current : new T[length];
    }

    private static int Inputs(FieldStore store, int current) => store.Number("input", current, 1, NetworkBounds.Features);

    private static int Outputs(FieldStore store, int current) => store.Number("output", current, 1, NetworkBounds.Channels);

    private static int From(FieldStore store, int current) => store.Number("from", current, 1, NetworkBounds.Layers);

    private static int SignedByte(FieldStore store, string key, int current) => store.Number(key, current, sbyte.MinValue, sbyte.MaxValue);

    private static PoolKind Pool(FieldStore store, PoolKind current) => (PoolKind)store.Word("pool", (int)current, Pools);

    private static ActivationKind Activation(FieldStore store, ActivationKind current) =>
        (ActivationKind)store.Word("activation", (int)current, Activations);
}
