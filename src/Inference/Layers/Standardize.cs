using Inference.Format;

namespace Inference.Layers;

/// <summary>Pixels to signed bytes, by <see cref="Standardization"/>.</summary>
internal sealed class Standardize : ILayer
{
    private readonly int _minimumDeviation;

    public Standardize(StandardizeDefinition definition, LayerSite site)
    {
        Expect.Kind(site.Place, "standardize", site.Map, FeatureKind.Pixels);
        Expect.Range(site.Place, "minimum deviation", definition.MinimumDeviation, 1, 255);
        _minimumDeviation = definition.MinimumDeviation;
        Output = site.Plan.Reserve(site.Map with { Kind = FeatureKind.SignedBytes });
    }

    /// <inheritdoc/>
    public Activation Output { get; }

    /// <inheritdoc/>
    public long Macs => 0;

    /// <inheritdoc/>
    public void Run(Workspace workspace) => Standardization.Write(workspace.Pixels, _minimumDeviation, workspace.SignedBytes(Output));
}
