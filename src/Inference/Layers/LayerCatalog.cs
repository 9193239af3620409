using Inference.Exits;
using Inference.Format;
using Inference.Kernels;

namespace Inference.Layers;

/// <summary>Every layer kind there is, by definition; chosen once for a kernel set, so no inner loop makes a virtual call.</summary>
internal sealed class LayerCatalog<TKernels> : ILayerCatalog
    where TKernels : IKernels
{
    /// <inheritdoc/>
    public ILayer Layer(LayerDefinition definition, LayerSite site) => definition switch
    {
        StandardizeDefinition standardize => new Standardize(standardize, site),
        ByteConvDefinition conv => new ByteConv<TKernels>(conv, site),
        PoolDefinition pool => site.Map.Kind == FeatureKind.Bits ? new BitPool(pool, site) : new Pool<TKernels>(pool, site),
        BinaryResidualDefinition residual => new BinaryResidual<TKernels>(residual, site),
        SignDefinition sign => new Sign<TKernels>(sign, site),
        BinaryConvDefinition conv => new BinaryConv<TKernels>(conv, site),
        _ => throw new ModelFormatException(-1, $"{site.Place}: {definition?.GetType().Name ?? "nothing"}", "a layer of Inference.Format"),
    };

    /// <inheritdoc/>
    public IExit Exit(ExitDefinition definition, int classes, LayerSite site) => site.Map.Kind switch
    {
        FeatureKind.Values => new ValueExit<TKernels>(definition, classes, site),
        FeatureKind.Bits => new BitExit<TKernels>(definition, classes, site),
        _ => throw new ModelFormatException(-1, $"{site.Place}: an exit after {site.Map}", "Values or Bits"),
    };
}
