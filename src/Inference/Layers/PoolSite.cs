using Inference.Format;

namespace Inference.Layers;

/// <summary>What the pools over any window share: the check and the part of a window that lies inside the map.</summary>
internal static class PoolSite
{
    /// <summary>The map a pool writes.</summary>
    /// <exception cref="ModelFormatException">The window leaves the map, or an average has a border.</exception>
    public static FeatureMap Output(WindowPoolDefinition definition, LayerSite site)
    {
        if (definition.Kind == PoolKind.Average && definition.Window.HasBorder)
            throw new ModelFormatException(-1, $"{site.Place}: an average pool with a border", "no border");
        return Expect.Window(site.Place, definition.Window, site.Map);
    }

    /// <summary>First and past-last place of a window inside a side.</summary>
    public static (int First, int End) Inside(int output, int stride, int border, int window, int side)
    {
        int first = output * stride - border;
        return (Math.Max(first, 0), Math.Min(first + window, side));
    }
}
