using Agent.Import.Graphs;

namespace Agent.Import.Onnx;

/// <summary>Operators that keep the shape of a map: sums, products with constants, batch norm, clamps, sign.</summary>
internal static class ArithmeticOperators
{
    public static Operand Add(OnnxNode node, GraphBuilder builder) => (node.Input(0), node.Input(1)) switch
    {
        (ConstantOperand a, ConstantOperand b) => ConstantFolding.Zip(node, a.Constant, b.Constant, static (x, y) => x + y),
        (MapOperand, MapOperand) => Sum(node, builder),
        (MapOperand, _) => Scale(node, builder, 0, static number => (1, number)),
        _ => Scale(node, builder, 1, static number => (1, number)),
    };

    public static Operand Sub(OnnxNode node, GraphBuilder builder) => (node.Input(0), node.Input(1)) switch
    {
        (ConstantOperand a, ConstantOperand b) => ConstantFolding.Zip(node, a.Constant, b.Constant, static (x, y) => x - y),
        (MapOperand, ConstantOperand) => Scale(node, builder, 0, static number => (1, -number)),
        (ConstantOperand, MapOperand) => Scale(node, builder, 1, static number => (-1, number)),
        _ => throw node.Fault("the difference of two maps", "a map and a constant"),
    };

    public static Operand Mul(OnnxNode node, GraphBuilder builder) => (node.Input(0), node.Input(1)) switch
    {
        (ConstantOperand a, ConstantOperand b) => ConstantFolding.Zip(node, a.Constant, b.Constant, static (x, y) => x * y),
        (MapOperand, MapOperand) => throw node.Fault("the product of two maps", "a map and a constant"),
        (MapOperand, _) => Scale(node, builder, 0, static number => (number, 0)),
        _ => Scale(node, builder, 1, static number => (number, 0)),
    };

    public static Operand Div(OnnxNode node, GraphBuilder builder) => (node.Input(0), node.Input(1)) switch
    {
        (ConstantOperand a, ConstantOperand b) => ConstantFolding.Zip(node, a.Constant, b.Constant, static (x, y) => x / y),
        (MapOperand, ConstantOperand) => Scale(node, builder, 0, static number => (1 / number, 0)),
        _ => throw node.Fault("a division by a map", "a map divided by a constant"),
    };

    public static Operand BatchNormalization(OnnxNode node, GraphBuilder builder)
    {
        node.Attributes.Only("training_mode", 0, 0);
        node.Attributes.Only("spatial", 1, 1);
        node.Attributes.Ignore("momentum");
        float epsilon = node.Attributes.Number("epsilon", 1e-5f);
        MapOperand map = PerChannel(node, 0);
        int channels = map.Shape.Channels;
        float[] scale = node.Floats(1, channels), bias = node.Floats(2, channels), mean = node.Floats(3, channels), variance =
            node.Floats(4, channels);
        float[] factors = new float[channels], offsets = new float[channels];
        for (int c = 0; c < channels; c++)
        {
            double factor = scale[c] / Math.Sqrt((double)variance[c] + epsilon);
            factors[c] = (float)factor;
            offsets[c] = (float)(bias[c] - factor * mean[c]);
        }

        return builder.Add(node, new Scaling(factors, offsets), map.Shape, map);
    }

    public static Operand Relu(OnnxNode node, GraphBuilder builder) => Clamp(node, builder, Limits.Relu);

    public static Operand Clip(OnnxNode node, GraphBuilder builder)
    {
        // Limits were attributes before operator set 11, inputs since.
        float lowest = node.Attributes.Number("min", float.NegativeInfinity), highest =
            node.Attributes.Number("max", float.PositiveInfinity);
        lowest = node.Has(1) ? node.Floats(1, 1)[0] : lowest;
        highest = node.Has(2) ? node.Floats(2, 1)[0] : highest;
        if (!(lowest <= highest))
            throw node.Fault($"limits {lowest} and {highest}", "the lower one first");

        // Exporters write the largest float for "no limit".
        return Clamp(node, builder, new(lowest == float.MinValue ? float.NegativeInfinity : lowest, highest == float.MaxValue
            ? float.PositiveInfinity : highest));
    }

    public static Operand Sign(OnnxNode node, GraphBuilder builder)
    {
        if (node.Input(0) is ConstantOperand { Constant: { IsFloat: true } constant })
            return new ConstantOperand(constant with { Floats = [.. constant.Floats.Select(x => (float)Math.Sign(x))], Source = null });
        MapOperand map = node.Map(0);
        return builder.Add(node, new Signs(), map.Shape, map);
    }

    private static MapOperand Clamp(OnnxNode node, GraphBuilder builder, Limits limits)
    {
        MapOperand map = node.Map(0);
        return builder.Add(node, Scaling.Identity(map.Shape.Channels), map.Shape, limits, map);
    }

    private static MapOperand Sum(OnnxNode node, GraphBuilder builder)
    {
        MapOperand left = node.Map(0), right = node.Map(1);
        if (left.Shape != right.Shape || left.IsFlat != right.IsFlat)
            throw node.Fault($"the sum of {left.Describe()} and {right.Describe()}", "two maps of the same shape");
        return builder.Add(node, new Sum(), left.Shape, left, right);
    }

    /// <summary>Arithmetic of a map with a constant that has one number for all or one a channel.</summary>
    private static MapOperand Scale(OnnxNode node, GraphBuilder builder, int input, Func<float, (float Factor, float Offset)> line)
    {
        MapOperand map = node.Map(input);
        Constant constant = node.Constant(1 - input);
        if (!constant.IsFloat || constant.Length == 0)
            throw node.Fault($"a constant of {constant.Type} {constant.Shape}", "floats");
        int channels = constant.Length == 1 ? map.Shape.Channels : PerChannel(node, input).Shape.Channels;
        int behind = map.IsFlat ? 0 : 2;
        int[] dims = constant.Dims;
        bool isPerChannel = dims.Length > behind && dims[^(behind + 1)] == channels && constant.Length == channels;
        if (constant.Length != 1 && !isPerChannel)
            throw node.Fault(
                $"a constant {constant.Shape} with {map.Describe()}",
                $"one number, or [{channels}{(behind == 2 ? ", 1, 1" : "")}], one a channel");
        float[] factors = new float[channels], offsets = new float[channels];
        for (int c = 0; c < channels; c++)
            (factors[c], offsets[c]) = line(constant.Floats[constant.Length == 1 ? 0 : c]);
        return builder.Add(node, new Scaling(factors, offsets), map.Shape, map);
    }

    /// <summary>A map whose second dimension is its channels: a flattened one only where each had one pixel.</summary>
    private static MapOperand PerChannel(OnnxNode node, int input)
    {
        MapOperand map = node.Map(input);
        return map.IsFlat && map.Shape.Pixels > 1
            ? throw node.Fault(
                $"numbers for each of {map.Shape.Elements} flattened elements",
                "numbers for each channel, before Flatten or after a dense layer")
            : map;
    }
}
