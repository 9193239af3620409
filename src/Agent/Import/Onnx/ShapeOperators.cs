using Agent.Import.Graphs;

namespace Agent.Import.Onnx;

/// <summary>Operators that compute nothing: they name, hold or reshape what is there.</summary>
internal static class ShapeOperators
{
    public static Operand Constant(OnnxNode node, GraphBuilder builder) => node.Attributes.Tensor("value") is { } tensor
        ? new ConstantOperand(tensor)
        : throw node.Fault("a constant without a value", "the attribute value, a tensor");

    public static Operand Identity(OnnxNode node, GraphBuilder builder) => node.Input(0);

    public static Operand Dropout(OnnxNode node, GraphBuilder builder)
    {
        node.Attributes.Ignore("ratio", "seed");
        bool isTraining = node.Has(2) && node.Constant(2).Integers is not [0];
        return isTraining ? throw node.Fault("training_mode", "a model exported for inference") : node.Input(0);
    }

    public static Operand Softmax(OnnxNode node, GraphBuilder builder)
    {
        MapOperand map = node.Map(0);
        long axis = node.Attributes.Integer("axis", map.IsFlat ? 1 : -1);
        if (axis != 1 && axis != (map.IsFlat ? -1 : -3))
            throw node.Fault($"axis {axis} over {map.Describe()}", "the axis of the classes, 1");
        return builder.Add(node, new Softmax(), map.Shape, map);
    }

    public static Operand Pad(OnnxNode node, GraphBuilder builder)
    {
        string mode = node.Attributes.Text("mode", "constant");
        MapOperand map = node.Image(0);
        long[] pads = node.Attributes.Integers("pads") ?? node.Constant(1).Integers;
        float value = node.Has(2) ? node.Floats(2, 1)[0] : node.Attributes.Number("value", 0);
        bool isAround = mode == "constant" && !node.Has(3) && pads.Length == 8 && pads.All(pad => pad is >= 0 and < 512)
            && pads[0] == 0 && pads[1] == 0 && pads[4] == 0 && pads[5] == 0;
        if (!isAround)
            throw node.Fault($"mode {mode}, pads [{string.Join(", ", pads)}]", "constant pads of height and width");
        Padding padding = new((int)pads[2], (int)pads[3], (int)pads[6], (int)pads[7], value);
        MapShape shape = map.Shape with
        {
            Height = map.Shape.Height + padding.Top + padding.Bottom,
            Width = map.Shape.Width + padding.Left + padding.Right,
        };
        return builder.Add(node, padding, shape, map);
    }

    public static Operand Transpose(OnnxNode node, GraphBuilder builder)
    {
        long[]? order = node.Attributes.Integers("perm");
        return node.Input(0) is ConstantOperand { Constant: { Dims.Length: 2 } matrix } && order is null or [1, 0]
            ? new ConstantOperand(ConstantFolding.Transpose(node, node.Constant(0)))
            : throw node.Fault("a transposition that is not of a constant matrix", "maps as [N, channels, height, width] throughout");
    }

    public static Operand Flatten(OnnxNode node, GraphBuilder builder)
    {
        long axis = node.Attributes.Integer("axis", 1);
        if (node.Input(0) is not MapOperand map)
            throw node.Fault("a constant", "a map");
        int dimensions = map.IsFlat ? 2 : 4;
        return axis == 1 || axis + dimensions == 1 ? map with { IsFlat = true } : throw node.Fault($"axis {axis}", "axis 1");
    }

    public static Operand Reshape(OnnxNode node, GraphBuilder builder)
    {
        node.Attributes.Ignore("allowzero");
        long[] sizes = node.Constant(1).Integers;
        if (node.Input(0) is ConstantOperand { Constant: { } constant })
            return ConstantFolding.Reshape(node, constant, sizes);
        MapOperand map = (MapOperand)node.Input(0);
        long[] whole = map.IsFlat ? [1, map.Shape.Elements] : [1, map.Shape.Channels, map.Shape.Height, map.Shape.Width];
        long[] found = [.. sizes.Select((size, d) => size == 0 && d < whole.Length ? whole[d] : size)];
        bool isBatch = found.Length > 0 && found[0] is 1 or -1;
        bool isOpen = isBatch && found.Count(size => size == -1) <= 1;
        if (isOpen && found.Length == 2 && Fits(found[1], map.Shape.Elements))
            return map with { IsFlat = true };
        if (isOpen && found.Length == 4 && Fits(found[1], map.Shape.Channels) && Fits(found[2], map.Shape.Height)
            && Fits(found[3], map.Shape.Width))
            return map with { IsFlat = false };
        throw node.Fault(
            $"{map.Describe()} to {Onnx.Constant.Describe(sizes.Select(size => (int)size))}",
            $"[1, {map.Shape.Elements}], a flattened map");
    }

    public static Operand Squeeze(OnnxNode node, GraphBuilder builder)
    {
        long[]? axes = node.Attributes.Integers("axes") ?? (node.Has(1) ? node.Constant(1).Integers : null);
        MapOperand map = node.Image(0);
        bool isSpatial = axes is not null && axes.Select(axis => axis < 0 ? axis + 4 : axis).Order().SequenceEqual([2L, 3L]);
        return isSpatial && map.Shape.Pixels == 1
            ? map with { IsFlat = true }
            : throw node.Fault($"axes [{string.Join(", ", axes ?? [])}] of {map.Describe()}", "axes [2, 3] of one pixel");
    }

    private static bool Fits(long size, int actual) => size == -1 || size == actual;
}
