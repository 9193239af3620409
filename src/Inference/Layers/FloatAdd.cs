using Inference.Format;

namespace Inference.Layers;

/// <summary>Floats: <c>y = act(x + from)</c>; <c>[C][H][W]</c>.</summary>
internal sealed class FloatAdd : ILayer
{
    private readonly Activation _input;
    private readonly Activation _from;
    private readonly ActivationKind _activation;

    public FloatAdd(AddDefinition definition, LayerSite site)
    {
        Expect.Kind(site.Place, "add", site.Map, FeatureKind.Floats);
        _input = site.Input;
        _from = Earlier.FindEqual(site, definition.From);
        _activation = definition.Activation;
        Output = site.Plan.Reserve(site.Map);
    }

    /// <inheritdoc/>
    public Activation Output { get; }

    /// <inheritdoc/>
    public long Macs => 0;

    /// <inheritdoc/>
    public void Run(Workspace workspace) =>
        Rectifier.Add(workspace.Floats(_input), workspace.Floats(_from), workspace.Floats(Output), _activation);
}
