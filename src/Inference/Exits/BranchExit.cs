using Inference.Format;
using Inference.Layers;

namespace Inference.Exits;

/// <summary>Exit of layers of its own: <c>logit_k = sat32(round(65536·scale·(v_k − zero)))</c> of the last map, one number a class.</summary>
internal sealed class BranchExit : IExit
{
    private readonly ILayer[] _layers;
    private readonly Activation _last;
    private readonly double _scale;
    private readonly int _zero;

    public BranchExit(BranchExitDefinition definition, int classes, LayerSite site, ILayerCatalog catalog)
    {
        Expect.Positive(site.Place, "scale", definition.Scale, 1);
        Expect.Range(site.Place, "threshold", definition.Threshold, 0, ExitPolicy.Never);
        Expect.Range(site.Place, "layers", definition.Layers.Count, 1, NetworkBounds.Layers);
        Activation[] trunk = [.. site.Plan.Live];
        LayerSequence head = new(catalog, site.Plan, site.Input, definition.Layers);
        _layers = new ILayer[definition.Layers.Count];
        for (int index = 0; index < _layers.Length; index++)
        {
            _layers[index] = head.Build(definition.Layers[index], TensorNames.Layer(site.Place, index + 1));
            Macs += _layers[index].Macs;
        }

        site.Plan.Keep(trunk);
        _last = head.Current;
        if (_last.Map.Kind is FeatureKind.Bits or FeatureKind.Pixels || _last.Map.Elements != classes)
            throw new ModelFormatException(-1, $"{site.Place}: {_last.Map} at its end", $"{classes} floats, values or signed bytes");
        _scale = 65536.0 * definition.Scale[0];
        _zero = definition.Zero;
    }

    /// <inheritdoc/>
    public long Macs { get; }

    /// <inheritdoc/>
    public void Run(Workspace workspace)
    {
        foreach (ILayer layer in _layers)
            layer.Run(workspace);
        for (int k = 0; k < workspace.Logits.Length; k++)
        {
            double value = _last.Map.Kind switch
            {
                FeatureKind.Floats => workspace.Floats(_last)[k],
                FeatureKind.Values => workspace.Values(_last)[k],
                _ => workspace.SignedBytes(_last)[k],
            };

            // A conversion saturates, and a sum that is no number counts as 0.
            workspace.Logits[k] = (int)Math.Round(_scale * (value - _zero));
        }

        workspace.Conclude(Macs);
    }
}
