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
        Int8ConvDefinition conv => Int8(conv, site),
        Int16ConvDefinition conv => new Int16Conv<TKernels>(conv, site),
        Int8DepthwiseDefinition depthwise => new Int8Depthwise<TKernels>(depthwise, site),
        FloatConvDefinition conv => new FloatConv<TKernels>(conv, site),
        SparseFloatConvDefinition conv => new FloatConv<TKernels>(conv, site),
        SparseInt8ConvDefinition conv => new SparseInt8Conv<TKernels>(conv, site),
        FloatDepthwiseDefinition depthwise => new FloatDepthwise<TKernels>(depthwise, site),
        FlattenDefinition => new Flatten(site),
        AffineDefinition affine => new Affine(affine, site),
        TableDefinition table => new Table(table, site),
        QuantizeDefinition quantize => new Quantize(quantize, site),
        RecallDefinition recall => new Recall(recall, site),
        AddDefinition add => site.Map.Kind == FeatureKind.Floats ? new FloatAdd(add, site) : new ValueAdd(add, site),
        Int8AddDefinition add => new Int8Add(add, site),
        WindowPoolDefinition pool => WindowPool(pool, site),
        _ => throw new ModelFormatException(-1, $"{site.Place}: {definition?.GetType().Name ?? "nothing"}", "a layer of Inference.Format"),
    };

    /// <inheritdoc/>
    public IExit Exit(ExitDefinition definition, int classes, LayerSite site) => definition switch
    {
        LinearExitDefinition linear => new LinearExit<TKernels>(linear, Features(linear.Grid, linear.Offsets, site), classes, site.Place),
        VoteExitDefinition vote => new VoteExit<TKernels>(vote, Features(vote.Grid, vote.Offsets, site), classes, site),
        BranchExitDefinition branch => new BranchExit(branch, classes, site, this),
        _ => throw new ModelFormatException(-1, $"{site.Place}: {definition?.GetType().Name ?? "nothing"}", "an exit of Inference.Format"),
    };

    private static IExitFeatures Features(int grid, short[] offsets, LayerSite site) => site.Map.Kind switch
    {
        FeatureKind.Values => new ValueFeatures<TKernels>(new CellGrid(grid, offsets, site), offsets, site.Input),
        FeatureKind.Bits => new BitFeatures(new CellGrid(grid, offsets, site), site.Input),
        _ => throw new ModelFormatException(-1, $"{site.Place}: an exit after {site.Map}", "Values or Bits"),
    };

    private static ILayer Int8(Int8ConvDefinition conv, LayerSite site)
    {
        QuantizedSums.Check(conv, site);
        string direct = Int8WinogradConv<TKernels>.WhyNot(conv, site.Map);
        return direct.Length == 0 ? new Int8WinogradConv<TKernels>(conv, site) : new Int8Conv<TKernels>(conv, site, direct);
    }

    private static ILayer WindowPool(WindowPoolDefinition pool, LayerSite site) => site.Map.Kind switch
    {
        FeatureKind.Floats => new FloatWindowPool(pool, site),
        FeatureKind.SignedBytes => new IntegerWindowPool<sbyte>(pool, site),
        FeatureKind.Values => new IntegerWindowPool<short>(pool, site),
        _ => throw new ModelFormatException(-1, $"{site.Place}: window_pool after {site.Map}", "Floats, SignedBytes or Values"),
    };
}
