using Inference.Format;

namespace Inference.Layers;

/// <summary>Floats to signed bytes: <c>y = clamp(round(x / scale) + Zero, −128, 127)</c>; <c>[C][H][W]</c> to <c>[H × W × C]</c>.</summary>
internal sealed class Quantize : ILayer
{
    private readonly Activation _input;
    private readonly float _scale;
    private readonly int _zero;

    public Quantize(QuantizeDefinition definition, LayerSite site)
    {
        Expect.Kind(site.Place, "quantize", site.Map, FeatureKind.Floats);
        Expect.Positive(site.Place, "scale", definition.Scale, 1);
        Expect.Range(site.Place, "zero", definition.Zero, sbyte.MinValue, sbyte.MaxValue);
        _input = site.Input;
        _scale = definition.Scale[0];
        _zero = definition.Zero;
        Output = site.Plan.Reserve(site.Map with { Kind = FeatureKind.SignedBytes });
    }

    /// <inheritdoc/>
    public Activation Output { get; }

    /// <inheritdoc/>
    public long Macs => 0;

    /// <inheritdoc/>
    public void Run(Workspace workspace)
    {
        FeatureMap map = _input.Map;
        ReadOnlySpan<float> input = workspace.Floats(_input);
        Span<sbyte> output = workspace.SignedBytes(Output);
        for (int c = 0; c < map.Channels; c++)
        {
            ReadOnlySpan<float> plane = input.Slice(c * map.Pixels, map.Pixels);
            for (int pixel = 0; pixel < plane.Length; pixel++)
            {
                float rounded = MathF.Round(plane[pixel] / _scale) + _zero;
                output[pixel * map.Channels + c] = (sbyte)Math.Clamp(rounded, sbyte.MinValue, sbyte.MaxValue);
            }
        }
    }
}
