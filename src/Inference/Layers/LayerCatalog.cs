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
        FlattenDefinition => new Flatten(site),
        AffineDefinition affine => new Affine(affine, site),
        TableDefinition table => new Table(table, site),
        QuantizeDefinition quantize => new Quantize(quantize, site),
        AddDefinition add => site.Map.Kind == FeatureKind.Floats ? new FloatAdd(add, site) : new ValueAdd(add, site),
        Int8AddDefinition add => new Int8Add(add, site),
        WindowPoolDefinition pool => WindowPool(pool, site),
        _ => throw new ModelFormatException(-1, $"{site.Place}: {definition?.GetType().Name ?? "nothing"}", "a layer of Inference.Format"),
    };

    /// <inheritdoc/>
    public IExit Exit(ExitDefinition definition, int classes, LayerSite site) => (definition, site.Map.Kind) switch
    {
        (LinearExitDefinition linear, FeatureKind.Values) => new ValueExit<TKernels>(linear, classes, site),
        (LinearExitDefinition linear, FeatureKind.Bits) => new BitExit<TKernels>(linear, classes, site),
        (LinearExitDefinition, _) => throw new ModelFormatException(-1, $"{site.Place}: an exit after {site.Map}", "Values or Bits"),
        (BranchExitDefinition branch, _) => new BranchExit(branch, classes, site, this),
        _ => throw new ModelFormatException(-1, $"{site.Place}: {definition?.GetType().Name ?? "nothing"}", "an exit of Inference.Format"),
    };

    private static ILayer WindowPool(WindowPoolDefinition pool, LayerSite site) => site.Map.Kind switch
    {
        FeatureKind.Floats => new FloatWindowPool(pool, site),
        FeatureKind.SignedBytes => new IntegerWindowPool<sbyte>(pool, site),
        FeatureKind.Values => new IntegerWindowPool<short>(pool, site),
        _ => throw new ModelFormatException(-1, $"{site.Place}: window_pool after {site.Map}", "Floats, SignedBytes or Values"),
    };
}
