using Inference.Format;

namespace Inference.Layers;

/// <summary>
/// Signed bytes: <c>y = clamp(round((x − z_x)·s_0 + (from − z_f)·s_1) + z_y, lowest, highest)</c>, single precision; <c>[H × W × C]</c>.
/// </summary>
internal sealed class Int8Add : ILayer
{
    private readonly Activation _input;
    private readonly Activation _from;
    private readonly Int8AddDefinition _definition;

    public Int8Add(Int8AddDefinition definition, LayerSite site)
    {
        Expect.Kind(site.Place, "int8_add", site.Map, FeatureKind.SignedBytes);
        Expect.Positive(site.Place, "scales", definition.Scales, 2);
        QuantizedSums.Zeros(site.Place, definition.LeftZero, definition.OutputZero, definition.Lowest, definition.Highest);
        Expect.Range(site.Place, "right zero", definition.RightZero, sbyte.MinValue, sbyte.MaxValue);
        _input = site.Input;
        _from = Earlier.FindEqual(site, definition.From);
        _definition = definition;
        Output = site.Plan.Reserve(site.Map);
    }

    /// <inheritdoc/>
    public Activation Output { get; }

    /// <inheritdoc/>
    public long Macs => 0;

    /// <inheritdoc/>
    public void Run(Workspace workspace)
    {
        ReadOnlySpan<sbyte> x = workspace.SignedBytes(_input);
        ReadOnlySpan<sbyte> from = workspace.SignedBytes(_from);
        Span<sbyte> output = workspace.SignedBytes(Output);
        float left = _definition.Scales[0];
        float right = _definition.Scales[1];
        for (int index = 0; index < output.Length; index++)
        {
            float sum = (x[index] - _definition.LeftZero) * left + (from[index] - _definition.RightZero) * right;
            float rounded = MathF.Round(sum) + _definition.OutputZero;
            output[index] = (sbyte)Math.Clamp(rounded, _definition.Lowest, _definition.Highest);
        }
    }
}
