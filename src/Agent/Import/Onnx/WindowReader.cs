using Inference.Format;

namespace Agent.Import.Onnx;

/// <summary>Reads kernel, strides and pads of a convolution or pool.</summary>
internal static class WindowReader
{
    /// <summary>The window of a node over a map.</summary>
    /// <param name="node">The node.</param>
    /// <param name="map">What it reads.</param>
    /// <param name="kernel">Height and width that the weights give; null: kernel_shape says.</param>
    /// <exception cref="ImportException">A window the engine does not have.</exception>
    public static Window Read(OnnxNode node, MapOperand map, (int Height, int Width)? kernel)
    {
        long[] shape = Pair(node, "kernel_shape", kernel is { } k ? [k.Height, k.Width] : null);
        if (kernel is { } given && (shape[0] != given.Height || shape[1] != given.Width))
            throw node.Fault($"kernel_shape [{shape[0]}, {shape[1]}]", $"[{given.Height}, {given.Width}] of the weights");
        long[] strides = Pair(node, "strides", [1, 1]);
        long[] dilations = Pair(node, "dilations", [1, 1]);
        if (shape.Any(side => side is < 1 or > NetworkBounds.Side))
            throw node.Fault($"a window of {shape[0]}×{shape[1]}", $"sides of 1 to {NetworkBounds.Side}");
        if (dilations.Any(dilation => dilation != 1))
            throw node.Fault($"dilations [{dilations[0]}, {dilations[1]}]", "[1, 1]");
        if (strides[0] != strides[1] || strides[0] is < 1 or > NetworkBounds.Stride)
            throw node.Fault($"strides [{strides[0]}, {strides[1]}]", $"two that are equal, 1 to {NetworkBounds.Stride}");
        long[] pads = Pads(node, shape, strides, [map.Shape.Height, map.Shape.Width]);
        if (pads.Any(pad => pad < 0) || pads[0] >= shape[0] || pads[2] >= shape[0] || pads[1] >= shape[1] || pads[3] >= shape[1])
            throw node.Fault($"pads [{string.Join(", ", pads)}]", $"0 or more and less than the window of {shape[0]}×{shape[1]}");
        Window window = new((int)shape[0], (int)shape[1], (int)strides[0], (int)pads[0], (int)pads[1], (int)pads[2], (int)pads[3]);
        if (map.Shape.Height + pads[0] + pads[2] < shape[0] || map.Shape.Width + pads[1] + pads[3] < shape[1])
            throw node.Fault($"a window of {shape[0]}×{shape[1]} over {map.Describe()}", "a window that fits");
        return window;
    }

    private static long[] Pair(OnnxNode node, string name, long[]? otherwise)
    {
        long[] numbers = node.Attributes.Integers(name) ?? otherwise ?? throw node.Fault($"no {name}", "one");
        return numbers.Length == 2
            ? numbers
            : throw node.Fault($"{name} of {numbers.Length} numbers", "2: convolutions and pools over height and width");
    }

    /// <summary>Top, left, bottom, right, as ONNX orders them.</summary>
    private static long[] Pads(OnnxNode node, long[] shape, long[] strides, long[] sizes)
    {
        long[]? pads = node.Attributes.Integers("pads");
        string auto = node.Attributes.Text("auto_pad", "NOTSET");
        if (pads is not null && pads.Length != 4)
            throw node.Fault($"pads of {pads.Length} numbers", "4");
        if (auto is "NOTSET" or "VALID")
            return pads is null || auto == "VALID" ? [0, 0, 0, 0] : pads;
        if (auto is not ("SAME_UPPER" or "SAME_LOWER"))
            throw node.Fault($"auto_pad {auto}", "NOTSET, VALID, SAME_UPPER or SAME_LOWER");
        long[] result = new long[4];
        for (int axis = 0; axis < 2; axis++)
        {
            long outputs = (sizes[axis] + strides[axis] - 1) / strides[axis];
            long total = Math.Max((outputs - 1) * strides[axis] + shape[axis] - sizes[axis], 0);
            long before = auto == "SAME_UPPER" ? total / 2 : total - total / 2;
            (result[axis], result[axis + 2]) = (before, total - before);
        }

        return result;
    }
}
