using Inference.Format;
using Inference.Kernels;

namespace Inference.Layers;

/// <summary>The map a float convolution reads, in a border of zeros: memory of its layer's own, unless the map serves as it is.</summary>
internal sealed class PaddedPlanes
{
    private readonly Activation _input;
    private readonly int _start;

    /// <exception cref="ModelFormatException">The map is of another kind, or the window does not fit it.</exception>
    public PaddedPlanes(LayerSite site, string layer, Window window, int channels)
    {
        Expect.Kind(site.Place, layer, site.Map, FeatureKind.Floats);
        Expect.Channels(site.Place, layer, site.Map, channels);
        _ = Expect.Window(site.Place, window, site.Map);
        FeatureMap map = site.Map;
        int extra = window.Stride - 1;
        long padded = (long)channels * (map.Height + window.Top + window.Bottom + extra) * (map.Width + window.Left + window.Right + extra);
        Expect.Range(site.Place, "numbers of the map with its border", padded, 1, 4 * NetworkBounds.Elements);
        Shape = new(window, channels, map.Height, map.Width);
        _input = site.Input;
        _start = Shape.ReadsMap ? -1 : site.Plan.ReservePaddedFloats(Shape.PaddedLength);
    }

    /// <summary>Sizes.</summary>
    public PlanarShape Shape { get; }

    /// <summary>What the convolution writes.</summary>
    /// <exception cref="ModelFormatException">Too many numbers.</exception>
    public Activation Reserve(LayerSite site, int channels)
    {
        Expect.Range(site.Place, "output channels", channels, 1, NetworkBounds.Channels);
        FeatureMap output = new(FeatureKind.Floats, Shape.OutputHeight, Shape.OutputWidth, channels);
        Expect.Size(site.Place, output);
        return site.Plan.Reserve(output);
    }

    /// <summary>The padded map of this run.</summary>
    public ReadOnlySpan<float> Fill(Workspace workspace)
    {
        ReadOnlySpan<float> map = workspace.Floats(_input);
        if (_start < 0)
            return map;
        Span<float> padded = workspace.PaddedFloats.AsSpan(_start, Shape.PaddedLength);
        Shape.Pad(map, padded);
        return padded;
    }
}
