using Inference.Format;

namespace Inference.Layers;

/// <summary>Pixels, signed bytes or floats to floats: <c>y = act(x·a_c + b_c)</c>, rounded twice; <c>[C][H][W]</c>.</summary>
internal sealed class Affine : ILayer
{
    private readonly Activation _input;
    private readonly AffineDefinition _definition;

    public Affine(AffineDefinition definition, LayerSite site)
    {
        if (site.Map.Kind is FeatureKind.Values or FeatureKind.Bits)
            throw new ModelFormatException(-1, $"{site.Place}: affine after {site.Map}", "Pixels, SignedBytes or Floats");
        Expect.Finite(site.Place, "factors", definition.Factors, site.Map.Channels);
        Expect.Finite(site.Place, "offsets", definition.Offsets, site.Map.Channels);
        _input = site.Input;
        _definition = definition;
        Output = site.Plan.Reserve(site.Map with { Kind = FeatureKind.Floats });
    }

    /// <inheritdoc/>
    public Activation Output { get; }

    /// <inheritdoc/>
    public long Macs => 0;

    /// <inheritdoc/>
    public void Run(Workspace workspace)
    {
        FeatureMap map = _input.Map;
        Span<float> output = workspace.Floats(Output);
        for (int c = 0; c < map.Channels; c++)
        {
            Span<float> plane = output.Slice(c * map.Pixels, map.Pixels);
            switch (map.Kind)
            {
                case FeatureKind.Floats:
                    workspace.Floats(_input).Slice(c * map.Pixels, map.Pixels).CopyTo(plane);
                    break;
                case FeatureKind.Pixels:
                    for (int pixel = 0; pixel < plane.Length; pixel++)
                        plane[pixel] = workspace.Pixels[pixel * map.Channels + c];
                    break;
                default:
                    ReadOnlySpan<sbyte> signed = workspace.SignedBytes(_input);
                    for (int pixel = 0; pixel < plane.Length; pixel++)
                        plane[pixel] = signed[pixel * map.Channels + c];
                    break;
            }

            Rectifier.Scale(plane, _definition.Factors[c], _definition.Offsets[c], _definition.Activation);
        }
    }
}
