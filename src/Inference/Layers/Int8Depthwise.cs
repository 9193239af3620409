using Inference.Format;
using Inference.Kernels;

namespace Inference.Layers;

/// <summary>
/// Signed bytes to signed bytes, each channel with a kernel of its own: <c>y = clamp(rne(float(b + Σ w·(x − z_x))·s) + z_y, lowest,
/// highest)</c>; <c>[H' × W' × Channels]</c>.
/// </summary>
internal sealed class Int8Depthwise<TKernels> : ILayer
    where TKernels : IKernels
{
    private readonly BorderedMap _map;
    private readonly int[] _starts;
    private readonly DepthwiseShape _shape;
    private readonly short[] _weights;
    private readonly Requantization _transform;
    private readonly Activation _sums;

    public Int8Depthwise(Int8DepthwiseDefinition definition, LayerSite site)
    {
        FeatureMap output = Check(definition, site);
        Window window = definition.Window;
        int channels = definition.Channels;
        int[] biases = QuantizedSums.Biases(
            site.Place, definition.Biases, definition.InputZero, c => QuantizedSums.Weigh(definition.Weights.AsSpan(c), channels));
        _transform = Requantization.Padded(definition.Scales, biases, definition.OutputZero, definition.Lowest, definition.Highest);
        Output = site.Plan.Reserve(output);
        (_map, _starts) = BorderedMap.Of(site, window, output, definition.InputZero);
        _shape = new(window.Height, window.Width, _map.RowLength, channels);
        _weights = TKernels.PackDepthwise(definition.Weights, _shape);
        _sums = site.Plan.ReserveScratch(QuantizedSums.Windows * _shape.Stride * sizeof(int));
        Macs = (long)output.Pixels * definition.Weights.Length;
    }

    /// <inheritdoc/>
    public Activation Output { get; }

    /// <inheritdoc/>
    public long Macs { get; }

    /// <inheritdoc/>
    public void Run(Workspace workspace)
    {
        ReadOnlySpan<short> map = _map.Fill(workspace);
        Span<int> sums = workspace.Scratch<int>(_sums);
        Span<sbyte> output = workspace.SignedBytes(Output);
        int channels = _shape.Channels;
        for (int first = 0; first < _starts.Length; first += QuantizedSums.Windows)
        {
            int count = Math.Min(QuantizedSums.Windows, _starts.Length - first);
            Span<int> part = sums[..(count * _shape.Stride)];
            TKernels.MultiplyDepthwise(map, _starts.AsSpan(first, count), _weights, _shape, part);
            TKernels.Requantize(part, _transform, output.Slice(first * channels, count * channels));
        }
    }

    private static FeatureMap Check(Int8DepthwiseDefinition definition, LayerSite site)
    {
        string place = site.Place;
        Expect.Kind(place, "int8_depthwise", site.Map, FeatureKind.SignedBytes);
        Expect.Channels(place, "int8_depthwise", site.Map, definition.Channels);
        FeatureMap output = QuantizedSums.Output(place, definition.Window, site.Map, definition.Channels);
        Expect.Range(place, "places of the window", definition.Window.Area, 1, NetworkBounds.DepthwiseArea);
        Expect.Length(place, "weights", definition.Weights, (long)definition.Window.Area * definition.Channels);
        Expect.Length(place, "biases", definition.Biases, definition.Channels);
        Expect.Positive(place, "scales", definition.Scales, definition.Channels);
        QuantizedSums.Zeros(place, definition.InputZero, definition.OutputZero, definition.Lowest, definition.Highest);
        return output;
    }
}
