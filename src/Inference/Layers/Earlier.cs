using Inference.Format;

namespace Inference.Layers;

/// <summary>The map of an earlier layer that a layer names.</summary>
internal static class Earlier
{
    /// <summary>That map.</summary>
    /// <param name="site">Where the layer stands.</param>
    /// <param name="from">Number of the earlier layer, from 1.</param>
    /// <exception cref="ModelFormatException">No such layer before it.</exception>
    public static Activation Find(LayerSite site, int from)
    {
        Expect.Range(site.Place, "from", from, 1, site.Earlier.Count);
        return site.Earlier[from - 1];
    }

    /// <summary>That map, to be added to what the layer before wrote.</summary>
    /// <param name="site">Where the addition stands.</param>
    /// <param name="from">Number of the earlier layer, from 1.</param>
    /// <exception cref="ModelFormatException">No such layer before it, or a map of another size.</exception>
    public static Activation FindEqual(LayerSite site, int from)
    {
        Activation earlier = Find(site, from);
        if (earlier.Map != site.Map)
            throw new ModelFormatException(-1, $"{site.Place}: {site.Map} and {earlier.Map} of layer {from} to add", "maps of one kind and size");
        return earlier;
    }
}
