using Agent.Import.Graphs;
using Inference.Format;

namespace Agent.Import.Onnx;

/// <summary>Conv, Gemm and MatMul.</summary>
internal static class ConvolutionOperators
{
    public static Operand Conv(OnnxNode node, GraphBuilder builder) =>
        Convolve(node, builder, node.Image(0), node.Constant(1), node.Has(2) ? node.Constant(2) : null);

    public static Operand Gemm(OnnxNode node, GraphBuilder builder)
    {
        node.Attributes.Only("transA", 0, 0);
        bool isTransposed = node.Attributes.Integer("transB", 0) != 0;
        float alpha = node.Attributes.Number("alpha", 1), beta = node.Attributes.Number("beta", 1);
        MapOperand map = Flat(node, node.Map(0));
        Constant weights = isTransposed ? node.Constant(1) : ConstantFolding.Transpose(node, node.Constant(1));
        weights = Scaled(weights, alpha);
        float[] biases = new float[weights.Dims[0]];
        if (node.Has(2))
            biases = [.. Broadcast(node, node.Constant(2), biases.Length).Select(bias => bias * beta)];
        return Dense(node, builder, map, weights, biases);
    }

    public static Operand MatMul(OnnxNode node, GraphBuilder builder)
    {
        if (node.Input(0) is ConstantOperand && node.Input(1) is MapOperand)
            throw node.Fault("the constant on the left", "map times constant");
        Constant weights = ConstantFolding.Transpose(node, node.Constant(1));
        return Dense(node, builder, Flat(node, node.Map(0)), weights, new float[weights.Dims[0]]);
    }

    /// <summary>A convolution of a map with weights <c>[outputs, inputs/group, height, width]</c>.</summary>
    public static MapOperand Convolve(OnnxNode node, GraphBuilder builder, MapOperand map, Constant weights, Constant? biases)
    {
        if (weights.Dims.Length != 4 || !weights.IsFloat || weights.Length == 0)
            throw node.Fault($"weights of {weights.Type} {weights.Shape}", "Float [outputs, inputs, height, width]");
        int outputs = weights.Dims[0], inputs = map.Shape.Channels;
        long group = node.Attributes.Integer("group", 1);
        bool isDepthwise = group > 1;
        if (isDepthwise && (group != inputs || outputs != inputs))
            throw node.Fault(
                $"group {group} with {inputs} inputs and {outputs} outputs",
                "group 1, or depthwise: as many groups and outputs as inputs");
        if (weights.Dims[1] != (isDepthwise ? 1 : inputs))
            throw node.Fault($"weights {weights.Shape} over {map.Describe()}", $"{(isDepthwise ? 1 : inputs)} inputs");
        Window window = WindowReader.Read(node, map, (weights.Dims[2], weights.Dims[3]));
        float[] offsets = biases is null ? new float[outputs] : Broadcast(node, biases, outputs);
        Convolution convolution = new(window, outputs, isDepthwise, weights.Floats, offsets) { Codes = Codes(weights) };
        MapShape shape = new(outputs, window.OutputHeight(map.Shape.Height), window.OutputWidth(map.Shape.Width));
        return builder.Add(node, convolution, shape, map);
    }

    /// <summary>
    /// A dense layer with weights <c>[outputs, inputs]</c>: a convolution whose window is the whole map before it was flattened.
    /// </summary>
    public static MapOperand Dense(OnnxNode node, GraphBuilder builder, MapOperand map, Constant weights, float[] biases)
    {
        MapShape shape = map.Shape;
        if (weights.Dims[1] != shape.Elements || weights.Length == 0)
            throw node.Fault(
                $"weights of {weights.Dims[1]} inputs and {weights.Dims[0]} outputs over {map.Describe()}",
                $"{shape.Elements} inputs");
        Window window = new(shape.Height, shape.Width, 1, 0, 0, 0, 0);
        Convolution dense = new(window, weights.Dims[0], false, weights.Floats, biases) { Codes = Codes(weights) };
        return builder.Add(node, dense, new MapShape(weights.Dims[0], 1, 1), map);
    }

    /// <summary>A map in the form matrix products take.</summary>
    public static MapOperand Flat(OnnxNode node, MapOperand map) =>
        map.IsFlat ? map : throw node.Fault($"input 0 of {map.Describe()}", "two dimensions, [N, inputs]: Flatten before it");

    private static float[] Broadcast(OnnxNode node, Constant biases, int outputs)
    {
        bool fits = biases.IsFloat && (biases.Length == 1 || (biases.Length == outputs && biases.Dims[^1] == outputs));
        if (!fits)
            throw node.Fault($"a bias of {biases.Type} {biases.Shape}", $"Float [{outputs}]");
        return biases.Length == outputs ? biases.Floats : [.. Enumerable.Repeat(biases.Floats[0], outputs)];
    }

    private static Constant Scaled(Constant weights, float alpha) =>
        alpha == 1 ? weights : weights with { Floats = [.. weights.Floats.Select(weight => weight * alpha)], Source = null };

    /// <summary>The 8-bit form of weights, where they have one with a scale for each output or one for all.</summary>
    private static WeightCodes? Codes(Constant weights)
    {
        int outputs = weights.Dims[0];
        if (weights.Source is not { } source || (source.Scales.Length > 1 && (source.Axis != 0 || source.Scales.Length != outputs)))
            return null;
        float[] scales = source.Scales.Length == outputs ? source.Scales : [.. Enumerable.Repeat(source.Scales[0], outputs)];
        return new WeightCodes(source.Codes, scales);
    }
}
