using Inference.Format;

namespace Inference.Layers;

/// <summary>Pixels or signed bytes to signed bytes by look-up, a table a channel; <c>[H × W × C]</c>.</summary>
internal sealed class Table : ILayer
{
    private readonly Activation _input;
    private readonly sbyte[] _table;

    public Table(TableDefinition definition, LayerSite site)
    {
        Expect.Kind(site.Place, "table", site.Map, FeatureKind.Pixels, FeatureKind.SignedBytes);
        Expect.Length(site.Place, "table entries", definition.Table, 256L * site.Map.Channels);
        _input = site.Input;
        _table = definition.Table;
        Output = site.Plan.Reserve(site.Map with { Kind = FeatureKind.SignedBytes });
    }

    /// <inheritdoc/>
    public Activation Output { get; }

    /// <inheritdoc/>
    public long Macs => 0;

    /// <inheritdoc/>
    public void Run(Workspace workspace)
    {
        Span<sbyte> output = workspace.SignedBytes(Output);
        int channels = _input.Map.Channels;
        ReadOnlySpan<sbyte> signed = _input.Map.Kind == FeatureKind.Pixels ? default : workspace.SignedBytes(_input);
        for (int c = 0; c < channels; c++)
        {
            ReadOnlySpan<sbyte> table = _table.AsSpan(c * 256, 256);
            for (int index = c; index < output.Length; index += channels)
                output[index] = table[signed.IsEmpty ? workspace.Pixels[index] : signed[index] + 128];
        }
    }
}
