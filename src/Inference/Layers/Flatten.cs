using Inference.Format;

namespace Inference.Layers;

/// <summary>The same memory read as one pixel: <c>[H × W × C]</c> to <c>[1 × 1 × H·W·C]</c>.</summary>
internal sealed class Flatten : ILayer
{
    public Flatten(LayerSite site)
    {
        FeatureMap map = site.Map;
        Expect.Range(site.Place, "numbers", map.Elements, 1, NetworkBounds.Features);
        if (map.Kind == FeatureKind.Pixels || (map.Kind == FeatureKind.Bits && map.Pixels > 1 && map.Channels % 64 != 0))
            throw new ModelFormatException(-1, $"{site.Place}: flatten after {map}", "no pixels; bits of a multiple of 64 channels");
        Output = site.Input with { Map = new(map.Kind, 1, 1, map.Elements) };
    }

    /// <inheritdoc/>
    public Activation Output { get; }

    /// <inheritdoc/>
    public long Macs => 0;

    /// <inheritdoc/>
    public void Run(Workspace workspace)
    {
        // Nothing moves: the output stands where the input stands.
    }
}
