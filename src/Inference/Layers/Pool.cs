using Inference.Format;
using Inference.Kernels;

namespace Inference.Layers;

/// <summary>2×2 pool of values with stride 2: the largest, or <c>(a + b + c + d + 2) &gt;&gt; 2</c>; <c>[H/2 × W/2 × C]</c>.</summary>
internal sealed class Pool<TKernels> : ILayer
    where TKernels : IKernels
{
    private readonly Activation _input;
    private readonly PoolKind _kind;

    public Pool(PoolDefinition definition, LayerSite site)
    {
        Expect.Kind(site.Place, "pool", site.Map, FeatureKind.Values, FeatureKind.Bits);
        if (definition.Kind is not (PoolKind.Max or PoolKind.Average))
            throw new ModelFormatException(-1, $"{site.Place}: pool {definition.Kind}", "Max or Average");
        _input = site.Input;
        _kind = definition.Kind;
        Output = site.Plan.Reserve(Halved(site));
    }

    /// <inheritdoc/>
    public Activation Output { get; }

    /// <inheritdoc/>
    public long Macs => 0;

    /// <inheritdoc/>
    public void Run(Workspace workspace)
    {
        FeatureMap map = _input.Map;
        int row = map.Width * map.Channels;
        ReadOnlySpan<short> input = workspace.Values(_input);
        Span<short> output = workspace.Values(Output);
        for (int y = 0; y < map.Height; y += 2)
        {
            ReadOnlySpan<short> top = input.Slice(y * row, row);
            ReadOnlySpan<short> bottom = input.Slice((y + 1) * row, row);
            Span<short> target = output.Slice(y / 2 * (row / 2), row / 2);
            if (_kind == PoolKind.Max)
                TKernels.PoolMaximum(top, bottom, map.Channels, target);
            else
                TKernels.PoolAverage(top, bottom, map.Channels, target);
        }
    }

    /// <summary>The map at half the size.</summary>
    /// <exception cref="ModelFormatException">A side is odd.</exception>
    internal static FeatureMap Halved(LayerSite site)
    {
        if (site.Map.Height % 2 != 0 || site.Map.Width % 2 != 0)
            throw new ModelFormatException(-1, $"{site.Place}: pool after {site.Map}", "an even height and width");
        return site.Map with { Height = site.Map.Height / 2, Width = site.Map.Width / 2 };
    }
}
