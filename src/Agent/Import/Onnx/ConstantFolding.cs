using Inference.Format;

namespace Agent.Import.Onnx;

/// <summary>Work on constants that exporters leave in the graph.</summary>
internal static class ConstantFolding
{
    /// <summary>A matrix turned over, its 8-bit form too.</summary>
    public static Constant Transpose(OnnxNode node, Constant matrix)
    {
        if (matrix.Dims.Length != 2 || !matrix.IsFloat)
            throw node.Fault($"a constant of {matrix.Type} {matrix.Shape}", "a matrix of floats");
        int[] dims = [matrix.Dims[1], matrix.Dims[0]];
        QuantizedConstant? source = matrix.Source is { } codes
            ? new QuantizedConstant(Transpose(codes.Codes, matrix.Dims), codes.Scales, 1 - codes.Axis)
            : null;
        return matrix with { Dims = dims, Floats = Transpose(matrix.Floats, matrix.Dims), Source = source };
    }

    /// <summary>Other sizes for the same numbers.</summary>
    public static ConstantOperand Reshape(OnnxNode node, Constant constant, long[] sizes)
    {
        long[] dims = [.. sizes.Select((size, d) => size == 0 && d < constant.Dims.Length ? constant.Dims[d] : size)];
        int open = Array.IndexOf(dims, -1L);
        long known = dims.Where((_, d) => d != open).Aggregate(1L, (product, size) => product * size);
        if (open >= 0 && known > 0)
            dims[open] = constant.Length / known;
        if (dims.Any(size => size < 0) || dims.Aggregate(1L, (product, size) => product * size) != constant.Length)
            throw node.Fault($"{constant.Shape} to [{string.Join(", ", sizes)}]", "as many numbers");
        return new ConstantOperand(constant with { Dims = [.. dims.Select(size => (int)size)], Source = null });
    }

    /// <summary>Arithmetic of two constants, broadcast as ONNX does (ONNX, "Broadcasting": multidirectional).</summary>
    public static ConstantOperand Zip(OnnxNode node, Constant left, Constant right, Func<float, float, float> combine)
    {
        if (!left.IsFloat || !right.IsFloat)
            throw node.Fault($"constants of {left.Type} and {right.Type}", "floats");
        int rank = Math.Max(left.Dims.Length, right.Dims.Length);
        int[] dims = new int[rank];
        for (int d = 0; d < rank; d++)
        {
            (int a, int b) = (Size(left, d - rank), Size(right, d - rank));
            dims[d] = a == 1 ? b : a;
            if (a != b && a != 1 && b != 1)
                throw node.Fault($"constants {left.Shape} and {right.Shape}", "sizes that are equal or 1");
        }

        // Two rows and columns that broadcast can ask for far more numbers than the file holds.
        if (dims.Aggregate(1.0, (product, size) => product * size) > NetworkBounds.Elements)
            throw node.Fault($"constants {left.Shape} and {right.Shape}", $"at most {NetworkBounds.Elements} numbers together");
        float[] result = new float[dims.Aggregate(1, (product, size) => product * size)];
        for (int i = 0; i < result.Length; i++)
            result[i] = combine(left.Floats[At(left, dims, i)], right.Floats[At(right, dims, i)]);
        return new ConstantOperand(left with { Dims = dims, Floats = result, Source = null });
    }

    private static int Size(Constant constant, int fromEnd) => constant.Dims.Length + fromEnd < 0 ? 1
        : constant.Dims[constant.Dims.Length + fromEnd];

    /// <summary>Index in a constant of element <paramref name="index"/> of the broadcast result.</summary>
    private static int At(Constant constant, int[] dims, int index)
    {
        int at = 0, stride = 1;
        for (int d = dims.Length - 1; d >= 0; d--)
        {
            int size = Size(constant, d - dims.Length);
            at += size == 1 ? 0 : index % dims[d] * stride;
            stride *= size;
            index /= dims[d];
        }

        return at;
    }

    private static T[] Transpose<T>(T[] numbers, int[] dims)
    {
        T[] turned = new T[numbers.Length];
        for (int y = 0; y < dims[0]; y++)
        {
            for (int x = 0; x < dims[1]; x++)
                turned[x * dims[0] + y] = numbers[y * dims[1] + x];
        }

        return turned;
    }
}
