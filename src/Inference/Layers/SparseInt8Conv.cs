using Inference.Format;
using Inference.Kernels;

namespace Inference.Layers;

/// <summary>
/// Signed bytes to signed bytes over stored weights: <c>y = clamp(rne(float(b + Σ w·(x − z_x))·s) + z_y, lowest, highest)</c>;
/// <c>[H' × W' × OutputChannels]</c>. The sum is proved at load to fit 32 bits.
/// </summary>
internal sealed class SparseInt8Conv<TKernels> : ILayer
    where TKernels : IKernels
{
    private readonly Activation _input;
    private readonly int _inputZero;
    private readonly PlanarShape _shape;
    private readonly int _padded;
    private readonly ByteBlockRows _rows;
    private readonly Requantization _transform;
    private readonly Activation _sums;

    public SparseInt8Conv(SparseInt8ConvDefinition definition, LayerSite site)
    {
        FeatureMap output = Check(definition, site);
        _input = site.Input;
        _inputZero = definition.InputZero;
        _shape = PaddedPlanes.Of(site, definition.Window);
        _padded = site.Plan.ReservePaddedPixels(_shape.PaddedLength);
        _transform = Requantization.Padded(
            definition.Scales, definition.Biases, definition.OutputZero, definition.Lowest, definition.Highest);
        Output = site.Plan.Reserve(output);
        _rows = ByteBlockRows.Of(definition.Block, definition.Starts, Offsets(definition), definition.Weights);
        _sums = site.Plan.ReserveScratch(output.Pixels * _rows.Stride * sizeof(int));
        long products = SparseBlocks.Products(definition.OutputChannels, definition.Block, definition.Starts);
        Macs = output.Pixels * products;
        Kernel = SparseBlocks.Kernel(output, definition.Block, products, definition.Window.Area * definition.InputChannels);
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
        Span<short> padded = workspace.PaddedPixels.AsSpan(_padded, _shape.PaddedLength);
        BytePlanes.Fill(workspace.SignedBytes(_input), _inputZero, _shape, padded);
        Span<int> sums = workspace.Scratch<int>(_sums);
        if (Output.Map.Pixels == 1)
            TKernels.MultiplyByteBlocks(padded, _rows, sums);
        else
            TKernels.ConvolveByteBlocks(padded, _rows, _shape, sums);
        TKernels.Requantize(sums, _transform, workspace.SignedBytes(Output));
    }

    private static FeatureMap Check(SparseInt8ConvDefinition definition, LayerSite site)
    {
        string place = site.Place;
        int outputs = definition.OutputChannels;
        Expect.Kind(place, "sparse_int8_conv", site.Map, FeatureKind.SignedBytes);
        Expect.Channels(place, "sparse_int8_conv", site.Map, definition.InputChannels);
        Expect.Range(place, "output channels", outputs, 1, NetworkBounds.Channels);
        FeatureMap output = QuantizedSums.Output(place, definition.Window, site.Map, outputs);
        (int, int[], int[], sbyte[]) blocks = (definition.Block, definition.Starts, definition.Columns, definition.Weights);
        SparseBlocks.Check(place, outputs, (long)definition.Window.Area * definition.InputChannels, blocks);
        Expect.Length(place, "biases", definition.Biases, outputs);
        Expect.Positive(place, "scales", definition.Scales, outputs);
        QuantizedSums.Zeros(place, definition.InputZero, definition.OutputZero, definition.Lowest, definition.Highest);

        // For the proof alone: what the sums over bytes reach, those without their zero point reach too.
        _ = QuantizedSums.Biases(place, definition.Biases, definition.InputZero, n => Weigh(definition, n));
        return output;
    }

    private static (long Sum, long Magnitude) Weigh(SparseInt8ConvDefinition definition, int n)
    {
        int row = n / definition.Block;
        int first = definition.Starts[row] * definition.Block;
        int end = definition.Starts[row + 1] * definition.Block;
        int lane = n % definition.Block;
        return first == end ? (0, 0) : QuantizedSums.Weigh(definition.Weights.AsSpan(first + lane, end - first - lane), definition.Block);
    }

    /// <summary>Columns of bytes count (row·Width + column)·inputs + input.</summary>
    private int[] Offsets(SparseInt8ConvDefinition definition)
    {
        int[] offsets = new int[definition.Columns.Length];
        for (int index = 0; index < offsets.Length; index++)
        {
            int tap = definition.Columns[index] / definition.InputChannels;
            (int ky, int kx) = (tap / definition.Window.Width, tap % definition.Window.Width);
            offsets[index] = _shape.Offset(definition.Columns[index] % definition.InputChannels, ky, kx);
        }

        return offsets;
    }
}
