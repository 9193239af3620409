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
        Shape = Of(site, window);
        _input = site.Input;
        _start = Shape.ReadsMap ? -1 : site.Plan.ReservePaddedFloats(Shape.PaddedLength);
    }

    /// <summary>Sizes.</summary>
    public PlanarShape Shape { get; }

    /// <summary>The sizes of a convolution.</summary>
    /// <exception cref="ModelFormatException">The window does not fit the map, or the border takes too much memory.</exception>
    public static PlanarShape Of(LayerSite site, Window window)
    {
        FeatureMap map = site.Map;
        _ = Expect.Window(site.Place, window, map);
        int extra = window.Stride - 1;
        long rows = map.Height + window.Top + window.Bottom + extra;
        long columns = map.Width + window.Left + window.Right + extra;
        Expect.Range(site.Place, "numbers of the map with its border", map.Channels * rows * columns, 1, 4 * NetworkBounds.Elements);
        return new(window, map.Channels, map.Height, map.Width);
    }

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
