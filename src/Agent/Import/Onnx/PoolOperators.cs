using Agent.Import.Graphs;
using Inference.Format;

namespace Agent.Import.Onnx;

/// <summary>Pools; they also take 8-bit codes where only the largest is kept.</summary>
internal static class PoolOperators
{
    public static Operand MaxPool(OnnxNode node, GraphBuilder builder)
    {
        node.Attributes.Only("storage_order", 0, 0);
        MapOperand map = Held(node);
        return Pool(node, builder, map, PoolKind.Max, Window(node, map));
    }

    public static Operand AveragePool(OnnxNode node, GraphBuilder builder)
    {
        MapOperand map = node.Image(0);
        node.Attributes.Ignore("count_include_pad");
        Window window = Window(node, map);
        if (window.HasBorder)
            throw node.Fault($"pads [{window.Top}, {window.Left}, {window.Bottom}, {window.Right}]", "an average without pads");
        return Pool(node, builder, map, PoolKind.Average, window);
    }

    public static Operand GlobalMaxPool(OnnxNode node, GraphBuilder builder)
    {
        MapOperand map = Held(node);
        return Pool(node, builder, map, PoolKind.Max, Whole(map));
    }

    public static Operand GlobalAveragePool(OnnxNode node, GraphBuilder builder)
    {
        MapOperand map = node.Image(0);
        return Pool(node, builder, map, PoolKind.Average, Whole(map));
    }

    /// <summary>The mean over height and width, as some exporters write a global average.</summary>
    public static Operand ReduceMean(OnnxNode node, GraphBuilder builder)
    {
        node.Attributes.Ignore("noop_with_empty_axes");
        long[]? axes = node.Attributes.Integers("axes") ?? (node.Has(1) ? node.Constant(1).Integers : null);
        MapOperand map = node.Image(0);
        if (axes is null || !axes.Select(axis => axis < 0 ? axis + 4 : axis).Order().SequenceEqual([2L, 3L]))
            throw node.Fault($"a mean over axes [{string.Join(", ", axes ?? [])}]", "[2, 3], height and width");
        bool isKept = node.Attributes.Integer("keepdims", 1) != 0;
        return Pool(node, builder, map, PoolKind.Average, Whole(map)) with { IsFlat = !isKept };
    }

    private static MapOperand Held(OnnxNode node) =>
        node.Input(0) is MapOperand { Codes: not null } codes ? node.Image(codes, 0) : node.Image(0);

    private static Window Whole(MapOperand map) => new(map.Shape.Height, map.Shape.Width, 1, 0, 0, 0, 0);

    private static Window Window(OnnxNode node, MapOperand map)
    {
        bool isRoundedUp = node.Attributes.Integer("ceil_mode", 0) != 0;
        Window window = WindowReader.Read(node, map, null);
        bool isWhole = (map.Shape.Height + window.Top + window.Bottom - window.Height) % window.Stride == 0
            && (map.Shape.Width + window.Left + window.Right - window.Width) % window.Stride == 0;
        if (isRoundedUp && !isWhole)
            throw node.Fault($"ceil_mode 1 over {map.Describe()}", "windows that cover it, or ceil_mode 0");
        return window;
    }

    private static MapOperand Pool(OnnxNode node, GraphBuilder builder, MapOperand map, PoolKind kind, Window window)
    {
        MapShape shape = map.Shape with { Height = window.OutputHeight(map.Shape.Height), Width = window.OutputWidth(map.Shape.Width) };
        return builder.Add(node, new Pooling(kind, window), shape, map) with { Codes = map.Codes };
    }
}
