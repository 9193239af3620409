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
    private readonly BorderedMap _map;
    private readonly int[] _starts;
    private readonly ByteBlockRows _rows;
    private readonly Requantization _transform;
    private readonly Activation _sums;

    public SparseInt8Conv(SparseInt8ConvDefinition definition, LayerSite site)
    {
        Window window = definition.Window;
        FeatureMap output = Check(definition, site);
        int[] biases = QuantizedSums.Biases(site.Place, definition.Biases, definition.InputZero, n => Weigh(definition, n));
        _transform = Requantization.Padded(
            definition.Scales, biases, definition.OutputZero, definition.Lowest, definition.Highest);
        Output = site.Plan.Reserve(output);
        (_map, _starts) = BorderedMap.Of(site, window, output, definition.InputZero);
        int run = window.Width * definition.InputChannels;
        int[] offsets = new int[definition.Columns.Length];
        for (int index = 0; index < offsets.Length; index++)
            offsets[index] = definition.Columns[index] / run * _map.RowLength + definition.Columns[index] % run;
        _rows = ByteBlockRows.Of(definition.Block, definition.Starts, offsets, definition.Weights);
        _sums = site.Plan.ReserveScratch(QuantizedSums.Windows * _rows.Stride * sizeof(int));
        long products = SparseBlocks.Products(definition.OutputChannels, definition.Block, definition.Starts);
        Macs = output.Pixels * products;
        double share = 100.0 * products / ((long)definition.OutputChannels * window.Height * run);
        Kernel = $"outputs in lanes, {share:F1} % in blocks of {definition.Block}";
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
        ReadOnlySpan<short> map = _map.Fill(workspace);
        Span<int> sums = workspace.Scratch<int>(_sums);
        Span<sbyte> output = workspace.SignedBytes(Output);
        int channels = _transform.Outputs;
        for (int first = 0; first < _starts.Length; first += QuantizedSums.Windows)
        {
            int count = Math.Min(QuantizedSums.Windows, _starts.Length - first);
            Span<int> part = sums[..(count * _rows.Stride)];
            TKernels.MultiplyByteBlocks(map, _starts.AsSpan(first, count), _rows, part);
            TKernels.Requantize(part, _transform, output.Slice(first * channels, count * channels));
        }
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
}
