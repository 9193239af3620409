using Inference.Format;
using Inference.Kernels;

namespace Inference.Layers;

/// <summary>
/// Values to values by 8-bit weights, any window: <c>y = clamp(rne(double(b + Σ w·x)·s), lowest, highest)</c>, outside the picture 0;
/// <c>[H' × W' × OutputChannels]</c>.
/// </summary>
/// <remarks>
/// Where <c>32,768·Σ|w| + |b|</c> stays below 2^31 for every output, sums are 32 bits. Else they are taken in parts of at most 511
/// taps, which cannot reach 2^31, and the parts are added in 64 bits.
/// </remarks>
internal sealed class Int16Conv<TKernels> : ILayer
    where TKernels : IKernels
{
    /// <summary>511 · 128 · 32,768 is the last multiple below 2^31.</summary>
    private const int PartTaps = 511;

    private readonly BorderedMap _map;
    private readonly int[] _starts;
    private readonly bool _isWide;
    private readonly Part[] _parts;
    private readonly Requantization _transform;
    private readonly Activation _sums;
    private readonly Activation _wide;

    public Int16Conv(Int16ConvDefinition definition, LayerSite site)
    {
        FeatureMap output = Check(definition, site);
        Window window = definition.Window;
        _transform = Requantization.Padded(definition.Scales, definition.Biases, 0, definition.Lowest, definition.Highest);
        Output = site.Plan.Reserve(output);
        (_map, _starts) = BorderedMap.Of(site, window, output, 0);
        WindowShape all = new(window.Height, _map.RowLength, window.Width * definition.InputChannels, definition.OutputChannels);
        _isWide = !Fits(definition);
        _parts = _isWide ? Parts(definition.Weights, all) : [new Part(0, all, TKernels.PackValues(definition.Weights, all))];
        _sums = site.Plan.ReserveScratch(QuantizedSums.Windows * all.Stride * sizeof(int));
        _wide = site.Plan.ReserveScratch(_isWide ? QuantizedSums.Windows * all.Stride * sizeof(long) : 0);
        Macs = (long)output.Pixels * definition.Weights.Length;
    }

    /// <inheritdoc/>
    public Activation Output { get; }

    /// <inheritdoc/>
    public long Macs { get; }

    /// <inheritdoc/>
    public string Kernel => _isWide ? "64-bit sums: some may reach 2^31" : "32-bit sums: none can reach 2^31";

    /// <inheritdoc/>
    public void Run(Workspace workspace)
    {
        ReadOnlySpan<short> map = _map.Fill(workspace);
        Span<int> sums = workspace.Scratch<int>(_sums);
        Span<short> output = workspace.Values(Output);
        int channels = _transform.Outputs;
        for (int first = 0; first < _starts.Length; first += QuantizedSums.Windows)
        {
            ReadOnlySpan<int> starts = _starts.AsSpan(first, Math.Min(QuantizedSums.Windows, _starts.Length - first));
            Span<int> part = sums[..(starts.Length * _transform.Scales.Length)];
            Span<short> target = output.Slice(first * channels, starts.Length * channels);
            if (_isWide)
            {
                Add(map, starts, part, workspace.Scratch<long>(_wide)[..part.Length]);
                Rescale(workspace.Scratch<long>(_wide), target);
                continue;
            }

            TKernels.MultiplyValues(map, starts, _parts[0].Weights, _parts[0].Shape, part);
            TKernels.Rescale(part, _transform, target);
        }
    }

    private void Add(ReadOnlySpan<short> map, ReadOnlySpan<int> starts, Span<int> sums, Span<long> wide)
    {
        wide.Clear();
        foreach (Part part in _parts)
        {
            TKernels.MultiplyValues(map[part.Start..], starts, part.Weights, part.Shape, sums);
            for (int index = 0; index < sums.Length; index++)
                wide[index] += sums[index];
        }
    }

    private void Rescale(ReadOnlySpan<long> wide, Span<short> output)
    {
        int channels = _transform.Outputs;
        for (int index = 0; index < output.Length; index++)
        {
            int n = index % channels;
            output[index] = PortableKernels.Rescale(wide[index / channels * _transform.Scales.Length + n], n, _transform);
        }
    }

    private static FeatureMap Check(Int16ConvDefinition definition, LayerSite site)
    {
        string place = site.Place;
        Expect.Kind(place, "int16_conv", site.Map, FeatureKind.Values);
        Expect.Channels(place, "int16_conv", site.Map, definition.InputChannels);
        Expect.Range(place, "output channels", definition.OutputChannels, 1, NetworkBounds.Channels);
        FeatureMap output = QuantizedSums.Output(place, definition.Window, site.Map, definition.OutputChannels);
        long row = (long)definition.Window.Area * definition.InputChannels;
        Expect.Length(place, "weights", definition.Weights, definition.OutputChannels * row);
        Expect.Length(place, "biases", definition.Biases, definition.OutputChannels);
        Expect.Positive(place, "scales", definition.Scales, definition.OutputChannels);
        Expect.Range(place, "lowest", definition.Lowest, short.MinValue, short.MaxValue);
        Expect.Range(place, "highest", definition.Highest, definition.Lowest, short.MaxValue);
        return output;
    }

    private static bool Fits(Int16ConvDefinition definition)
    {
        int row = definition.Window.Area * definition.InputChannels;
        for (int n = 0; n < definition.OutputChannels; n++)
        {
            long magnitude = QuantizedSums.Weigh(definition.Weights.AsSpan(n * row, row), 1).Magnitude;
            if (32768 * magnitude + Math.Abs((long)definition.Biases[n]) > int.MaxValue)
                return false;
        }

        return true;
    }

    /// <summary>One row of the kernel at a time, in runs of at most 511 taps.</summary>
    private static Part[] Parts(ReadOnlySpan<sbyte> weights, WindowShape all)
    {
        List<Part> parts = [];
        for (int row = 0; row < all.Rows; row++)
        {
            for (int first = 0; first < all.Taps; first += PartTaps)
            {
                WindowShape shape = all with { Rows = 1, Taps = Math.Min(PartTaps, all.Taps - first) };
                sbyte[] some = new sbyte[shape.Outputs * shape.Taps];
                for (int n = 0; n < shape.Outputs; n++)
                    weights.Slice((n * all.Rows + row) * all.Taps + first, shape.Taps).CopyTo(some.AsSpan(n * shape.Taps));
                parts.Add(new Part(row * all.RowLength + first, shape, TKernels.PackValues(some, shape)));
            }
        }

        return [.. parts];
    }

    /// <summary>Taps that are summed together, and how far into the window they start.</summary>
    private readonly record struct Part(int Start, WindowShape Shape, sbyte[] Weights);
}
