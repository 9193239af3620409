namespace Inference.Format;

/// <summary>The names of the layer kinds in the graph, each with a definition of its type that holds nothing yet.</summary>
internal static class LayerKinds
{
    /// <summary>All there are.</summary>
    public static readonly (string Name, LayerDefinition Empty)[] All =
    [
        ("standardize", new StandardizeDefinition(0)),
        ("byte_conv", new ByteConvDefinition(0, 0, 0, 0, [], [], [], 0)),
        ("pool", new PoolDefinition(default)),
        ("binary_residual", new BinaryResidualDefinition(0, 0, 0, [], [], [], [], 0)),
        ("sign", new SignDefinition([], [])),
        ("binary_conv", new BinaryConvDefinition(0, 0, 0, [], [], [])),
        ("flatten", new FlattenDefinition()),
        ("affine", new AffineDefinition([], [], default)),
        ("table", new TableDefinition([])),
        ("quantize", new QuantizeDefinition([], 0)),
        ("int8_conv", new Int8ConvDefinition(default, 0, 0, [], [], [], 0, 0, 0, 0)),
        ("int16_conv", new Int16ConvDefinition(default, 0, 0, [], [], [], 0, 0)),
        ("float_conv", new FloatConvDefinition(default, 0, 0, [], [], default)),
        ("int8_depthwise", new Int8DepthwiseDefinition(default, 0, [], [], [], 0, 0, 0, 0)),
        ("float_depthwise", new FloatDepthwiseDefinition(default, 0, [], [], default)),
        ("sparse_float_conv", new SparseFloatConvDefinition(default, 0, 0, 0, [], [], [], [], default)),
        ("sparse_int8_conv", new SparseInt8ConvDefinition(default, 0, 0, 0, [], [], [], [], [], 0, 0, 0, 0)),
        ("add", new AddDefinition(0, default)),
        ("int8_add", new Int8AddDefinition(0, [], 0, 0, 0, 0, 0)),
        ("window_pool", new WindowPoolDefinition(default, default)),
    ];

    /// <summary>The name of a definition's kind.</summary>
    public static string NameOf(LayerDefinition layer)
    {
        foreach ((string name, LayerDefinition empty) in All)
        {
            if (empty.GetType() == layer.GetType())
                return name;
        }

        throw new NotSupportedException($"the model file holds no {layer.GetType().Name}");
    }

    /// <summary>A definition of a kind that holds nothing yet, or null when there is no such kind.</summary>
    public static LayerDefinition? Find(string kind)
    {
        foreach ((string name, LayerDefinition empty) in All)
        {
            if (name == kind)
                return empty;
        }

        return null;
    }
}
