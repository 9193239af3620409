using Inference.Format;
using Inference.Kernels;

namespace Inference.Layers;

/// <summary>
/// The same function as <see cref="Int8Conv{TKernels}"/> for 3×3 windows of stride 1, in tiles of 4×4 outputs with a quarter of the
/// products; see <see cref="Winograd"/>.
/// </summary>
internal sealed class Int8WinogradConv<TKernels> : ILayer
    where TKernels : IKernels
{
    /// <summary>Tiles at a time: two passes of the widest kernel; their points stay in the second cache.</summary>
    private const int Tiles = 12;

    private readonly BorderedMap _map;
    private readonly WinogradShape _shape;
    private readonly short[] _weights;
    private readonly Requantization _transform;
    private readonly Activation _points;
    private readonly Activation _products;

    /// <param name="definition">Checked by <see cref="QuantizedSums.Check"/>, and <see cref="WhyNot"/> is empty.</param>
    /// <param name="site">Where it is built.</param>
    public Int8WinogradConv(Int8ConvDefinition definition, LayerSite site)
    {
        FeatureMap output = QuantizedSums.Output(site.Place, definition.Window, site.Map, definition.OutputChannels);
        _transform = QuantizedSums.Requantization(definition, site.Place);
        _shape = new(output.Height, output.Width, definition.InputChannels, definition.OutputChannels);
        _weights = TKernels.PackTiles(Winograd.Transform(definition.Weights, definition.InputChannels), _shape);
        Output = site.Plan.Reserve(output);
        int side = WinogradShape.Side;
        _map = new(site, definition.Window, _shape.TilesDown * side + 2, _shape.TilesAcross * side + 2, definition.InputZero);
        int tiles = Math.Min(Tiles, _shape.Tiles);
        _points = site.Plan.ReserveScratch(WinogradShape.Points * tiles * _shape.TileStride * sizeof(short));
        _products = site.Plan.ReserveScratch(WinogradShape.Points * tiles * WindowShape.Block * sizeof(int));
        Macs = (long)output.Pixels * definition.Weights.Length;
    }

    /// <inheritdoc/>
    public Activation Output { get; }

    /// <inheritdoc/>
    public long Macs { get; }

    /// <inheritdoc/>
    public string Kernel => "tiles: 3×3 at stride 1 takes a quarter of the products, and no sum reaches 2^25";

    /// <summary>Why a convolution is computed directly; empty where tiles are at least as good.</summary>
    public static string WhyNot(Int8ConvDefinition definition, FeatureMap input)
    {
        Window window = definition.Window;
        if (!TKernels.PrefersTiles)
            return "this kernel set multiplies faster than it transforms";
        if (window.Height != 3 || window.Width != 3 || window.Stride != 1)
            return "tiles are for 3×3 at stride 1";
        (int inputs, int outputs) = (definition.InputChannels, definition.OutputChannels);
        int height = window.OutputHeight(input.Height), width = window.OutputWidth(input.Width);
        long tiles = new WinogradShape(height, width, inputs, outputs).Tiles;

        // The transforms of a tile take about the time of 36·6 products an input channel and 36·15 an output channel.
        if (WinogradShape.Points * tiles * ((long)inputs * outputs + 6 * inputs + 15 * outputs) > 9L * height * width * inputs * outputs)
            return "too small a map or too few channels for tiles";
        return Winograd.Holds(definition.Weights, 9 * inputs) ? "" : "a sum may reach 2^25";
    }

    /// <inheritdoc/>
    public void Run(Workspace workspace)
    {
        ReadOnlySpan<short> map = _map.Fill(workspace);
        Span<short> points = workspace.Scratch<short>(_points);
        Span<int> products = workspace.Scratch<int>(_products);
        Span<sbyte> output = workspace.SignedBytes(Output);
        for (int first = 0; first < _shape.Tiles; first += Tiles)
        {
            int count = Math.Min(Tiles, _shape.Tiles - first);
            Span<int> part = products[..(WinogradShape.Points * count * WindowShape.Block)];
            TKernels.TransformTiles(map, _shape, first, count, points);
            for (int block = 0; block * WindowShape.Block < _shape.Outputs; block++)
            {
                TKernels.MultiplyTiles(points, _weights, _shape, count, block, part);
                TKernels.RequantizeTiles(part, _shape, (first, count), block, _transform, output);
            }
        }
    }
}
