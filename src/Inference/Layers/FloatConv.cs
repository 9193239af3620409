using Inference.Format;
using Inference.Kernels;

namespace Inference.Layers;

/// <summary>
/// Floats to floats: from the bias one fused multiply-add a stored tap in the order input channel, row, column, then the activation;
/// <c>[OutputChannels × H' × W']</c>. Dense weights are blocks of which every one is stored.
/// </summary>
internal sealed class FloatConv<TKernels> : ILayer
    where TKernels : IKernels
{
    private readonly PaddedPlanes _planes;
    private readonly BlockRows _rows;

    public FloatConv(FloatConvDefinition definition, LayerSite site)
    {
        _planes = new(site, "float_conv", definition.Window, definition.InputChannels);
        Output = _planes.Reserve(site, definition.OutputChannels);
        long row = (long)definition.Window.Area * definition.InputChannels;
        Expect.Finite(site.Place, "weights", definition.Weights, definition.OutputChannels * row);
        int block = Output.Map.Pixels == 1 ? 16 : 4;
        (int[] starts, int[] columns, float[] weights) =
            BlockSparse.Pack<float>(definition.Weights, definition.OutputChannels, block, all: true);
        _rows = Rows(site.Place, (block, starts, columns, weights), definition.Biases, definition.Activation);
        Macs = Output.Map.Pixels * definition.OutputChannels * row;
        Kernel = Output.Map.Pixels == 1 ? "outputs in lanes" : "pixels in lanes";
    }

    public FloatConv(SparseFloatConvDefinition definition, LayerSite site)
    {
        _planes = new(site, "sparse_float_conv", definition.Window, definition.InputChannels);
        Output = _planes.Reserve(site, definition.OutputChannels);
        (int, int[], int[], float[]) blocks = (definition.Block, definition.Starts, definition.Columns, definition.Weights);
        long row = (long)definition.Window.Area * definition.InputChannels;
        SparseBlocks.Check(site.Place, definition.OutputChannels, row, blocks);
        Expect.Finite(site.Place, "weights", definition.Weights, definition.Weights.Length);
        _rows = Rows(site.Place, blocks, definition.Biases, definition.Activation);
        long products = SparseBlocks.Products(definition.OutputChannels, definition.Block, definition.Starts);
        Macs = Output.Map.Pixels * products;
        string lanes = Output.Map.Pixels == 1 ? "outputs" : "pixels";
        Kernel = $"{lanes} in lanes, {100.0 * products / (definition.OutputChannels * row):F1} % in blocks of {definition.Block}";
    }

    /// <inheritdoc/>
    public Activation Output { get; }

    /// <inheritdoc/>
    public long Macs { get; }

    /// <inheritdoc/>
    public string Kernel { get; }

    /// <inheritdoc/>
    public void Run(Workspace workspace)
    {
        ReadOnlySpan<float> padded = _planes.Fill(workspace);
        if (Output.Map.Pixels == 1)
            TKernels.MultiplyBlocks(padded, _rows, workspace.Floats(Output));
        else
            TKernels.ConvolveBlocks(padded, _rows, _planes.Shape, workspace.Floats(Output));
    }

    private BlockRows Rows(
        string place, (int Block, int[] Starts, int[] Columns, float[] Weights) blocks, float[] biases, ActivationKind activation)
    {
        int outputs = Output.Map.Channels;
        Expect.Finite(place, "biases", biases, outputs);
        float[] padded = new float[(blocks.Starts.Length - 1) * blocks.Block];
        biases.CopyTo(padded, 0);
        return new(
            blocks.Block, outputs, blocks.Starts, _planes.Shape.Offsets(blocks.Columns), blocks.Weights, padded,
            Rectifier.Lowest(activation), Rectifier.Highest(activation));
    }
}
