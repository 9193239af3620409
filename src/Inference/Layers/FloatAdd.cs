using Inference.Format;

namespace Inference.Layers;

/// <summary>Floats: <c>y = act(x + from)</c>; <c>[C][H][W]</c>.</summary>
internal sealed class FloatAdd : ILayer
{
    private readonly Activation _input;
    private readonly Activation _from;
    private readonly float _lowest;
    private readonly float _highest;

    public FloatAdd(AddDefinition definition, LayerSite site)
    {
        Expect.Kind(site.Place, "add", site.Map, FeatureKind.Floats);
        _input = site.Input;
        _from = Earlier.Find(site, definition.From);
        _lowest = Rectifier.Lowest(definition.Activation);
        _highest = Rectifier.Highest(definition.Activation);
        Output = site.Plan.Reserve(site.Map);
    }

    /// <inheritdoc/>
    public Activation Output { get; }

    /// <inheritdoc/>
    public long Macs => 0;

    /// <inheritdoc/>
    public void Run(Workspace workspace)
    {
        ReadOnlySpan<float> x = workspace.Floats(_input);
        ReadOnlySpan<float> from = workspace.Floats(_from);
        Span<float> output = workspace.Floats(Output);
        for (int index = 0; index < output.Length; index++)
            output[index] = Math.Min(Math.Max(x[index] + from[index], _lowest), _highest);
    }
}
