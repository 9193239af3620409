using Inference.Format;
using Inference.Kernels;

namespace Inference.Layers;

/// <summary>
/// Signed bytes to signed bytes, any window, sums taken directly: <c>y = clamp(rne(float(b + Σ w·(x − z_x))·s) + z_y, lowest, highest)</c>;
/// <c>[H' × W' × OutputChannels]</c>. The sum is proved at load to fit 32 bits.
/// </summary>
internal sealed class Int8Conv<TKernels> : ILayer
    where TKernels : IKernels
{
    private readonly BorderedMap _map;
    private readonly int[] _starts;
    private readonly WindowShape _shape;
    private readonly sbyte[] _weights;
    private readonly Requantization _transform;
    private readonly Activation _sums;

    /// <param name="definition">Checked by <see cref="QuantizedSums.Check"/>.</param>
    /// <param name="site">Where it is built.</param>
    /// <param name="why">Why it is not computed in tiles.</param>
    public Int8Conv(Int8ConvDefinition definition, LayerSite site, string why)
    {
        Window window = definition.Window;
        FeatureMap output = QuantizedSums.Output(site.Place, window, site.Map, definition.OutputChannels);
        _transform = QuantizedSums.Requantization(definition, site.Place);
        Output = site.Plan.Reserve(output);
        (_map, _starts) = BorderedMap.Of(site, window, output, definition.InputZero);
        _shape = new(window.Height, _map.RowLength, window.Width * definition.InputChannels, definition.OutputChannels);
        _weights = TKernels.PackBytes(definition.Weights, _shape);
        _sums = site.Plan.ReserveScratch(QuantizedSums.Windows * _shape.Stride * sizeof(int));
        Macs = (long)output.Pixels * definition.Weights.Length;
        Kernel = $"direct: {why}";
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
            Span<int> part = sums[..(count * _shape.Stride)];
            TKernels.MultiplyBytes(map, _starts.AsSpan(first, count), _weights, _shape, part);
            TKernels.Requantize(part, _transform, output.Slice(first * channels, count * channels));
        }
    }
}
