using Inference.Format;
using Inference.Kernels;

namespace Inference.Layers;

/// <summary>Values: <c>y = act(sat16(x + from))</c>; <c>[H × W × C]</c>.</summary>
internal sealed class ValueAdd : ILayer
{
    private readonly Activation _input;
    private readonly Activation _from;
    private readonly short _lowest;

    public ValueAdd(AddDefinition definition, LayerSite site)
    {
        Expect.Kind(site.Place, "add", site.Map, FeatureKind.Values);
        _input = site.Input;
        _from = Earlier.FindEqual(site, definition.From);
        if (definition.Activation == ActivationKind.Relu6)
            throw new ModelFormatException(-1, $"{site.Place}: relu6 of values", "none or relu");
        _lowest = definition.Activation == ActivationKind.None ? short.MinValue : (short)0;
        Output = site.Plan.Reserve(site.Map);
    }

    /// <inheritdoc/>
    public Activation Output { get; }

    /// <inheritdoc/>
    public long Macs => 0;

    /// <inheritdoc/>
    public void Run(Workspace workspace)
    {
        ReadOnlySpan<short> x = workspace.Values(_input);
        ReadOnlySpan<short> from = workspace.Values(_from);
        Span<short> output = workspace.Values(Output);
        for (int index = 0; index < output.Length; index++)
            output[index] = Math.Max(PortableKernels.Saturate(x[index] + from[index]), _lowest);
    }
}
