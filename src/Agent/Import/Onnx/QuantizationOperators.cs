using Agent.Import.Graphs;
using DataType = Agent.Import.Onnx.TensorProto.Types.DataType;

namespace Agent.Import.Onnx;

/// <summary>
/// 8-bit operators; those on codes are read as the float operator between DequantizeLinear and QuantizeLinear, which they equal.
/// </summary>
internal static class QuantizationOperators
{
    public static Operand QuantizeLinear(OnnxNode node, GraphBuilder builder)
    {
        node.Attributes.Ignore("axis", "saturate");
        node.Attributes.Only("block_size", 0, 0);
        DataType type = (DataType)node.Attributes.Integer("output_dtype", (long)(node.Has(2) ? node.Constant(2).Type : DataType.Uint8));
        Quantum quantum = QuantumOf(node, node.Constant(1), node.Has(2) ? node.Constant(2) : null, type);
        return builder.Round(node, node.Map(0), quantum);
    }

    public static Operand DequantizeLinear(OnnxNode node, GraphBuilder builder)
    {
        long axis = node.Attributes.Integer("axis", 1);
        node.Attributes.Only("block_size", 0, 0);
        if (node.Input(0) is ConstantOperand { Constant: { } constant })
            return new ConstantOperand(Dequantize(node, constant, node.Constant(1), node.Has(2) ? node.Constant(2) : null, axis));
        MapOperand codes = Codes(node, 0);
        DataType type = node.Has(2) ? node.Constant(2).Type : DataType.Uint8;
        return AsFloats(node, codes, QuantumOf(node, node.Constant(1), node.Has(2) ? node.Constant(2) : null, type));
    }

    public static Operand QLinearConv(OnnxNode node, GraphBuilder builder)
    {
        MapOperand map = AsFloats(node, Codes(node, 0), QuantumOf(node, node.Constant(1), node.Constant(2), node.Constant(2).Type));
        Constant weights = Dequantize(node, node.Constant(3), node.Constant(4), node.Constant(5), 0);
        Constant? biases = null;
        if (node.Has(8))
        {
            // Biases are in units of the sums: scale of the input times scale of the output's weights.
            float[] steps = [.. node.Constant(4).Floats.Select(scale => scale * node.Constant(1).Floats[0])];
            biases = Dequantize(node, node.Constant(8), new Constant([steps.Length], DataType.Float) { Floats = steps }, null, 0);
        }

        Quantum output = QuantumOf(node, node.Constant(6), node.Constant(7), node.Constant(7).Type);
        return builder.Round(node, ConvolutionOperators.Convolve(node, builder, node.Image(map, 0), weights, biases), output);
    }

    public static Operand QLinearMatMul(OnnxNode node, GraphBuilder builder)
    {
        MapOperand map = AsFloats(node, Codes(node, 0), QuantumOf(node, node.Constant(1), node.Constant(2), node.Constant(2).Type));
        Constant weights = ConstantFolding.Transpose(node, Dequantize(node, node.Constant(3), node.Constant(4), node.Constant(5), 1));
        Quantum output = QuantumOf(node, node.Constant(6), node.Constant(7), node.Constant(7).Type);
        MapOperand product = ConvolutionOperators.Dense(
            node, builder, ConvolutionOperators.Flat(node, map), weights, new float[weights.Dims[0]]);
        return builder.Round(node, product, output);
    }

    private static MapOperand Codes(OnnxNode node, int input) => node.Input(input) is MapOperand { Codes: not null } map
        ? map
        : throw node.Fault($"input {input} of floats", "8-bit codes: QuantizeLinear before it");

    /// <summary>Codes read by the steps they were made with.</summary>
    private static MapOperand AsFloats(OnnxNode node, MapOperand codes, Quantum quantum) => codes.Codes == quantum
        ? codes with { Codes = null }
        : throw node.Fault(
            $"scale {quantum.Scale}, zero point {quantum.Zero}",
            $"those the codes were made with: {codes.Codes!.Value.Scale}, {codes.Codes.Value.Zero} (signed)");

    private static Quantum QuantumOf(OnnxNode node, Constant scale, Constant? zero, DataType type)
    {
        if (type is not (DataType.Int8 or DataType.Uint8))
            throw node.Fault($"codes of {type}", "Int8 or Uint8");
        if (!scale.IsFloat || scale.Length != 1 || !(scale.Floats[0] > 0) || zero is { Length: not 1 } or { IsFloat: true })
            throw node.Fault($"scale {scale.Shape}, zero point {zero?.Shape ?? "none"}", "one scale above 0 and one zero point for a map");
        long point = zero?.Integers[0] ?? 0;
        return new Quantum(scale.Floats[0], (int)point - (type == DataType.Uint8 ? 128 : 0));
    }

    /// <summary>A constant in codes as floats, the codes kept beside them where they are 8 bits wide without their zero point.</summary>
    private static Constant Dequantize(OnnxNode node, Constant codes, Constant scale, Constant? zero, long axis)
    {
        axis = axis < 0 ? axis + codes.Dims.Length : axis;
        bool isSingle = scale.IsFloat && scale.Length == 1;
        bool isPerAxis = scale.IsFloat && axis >= 0 && axis < codes.Dims.Length && scale.Length == codes.Dims[axis];
        if (codes.IsFloat || codes.Length == 0 || !(isSingle || isPerAxis)
            || (zero is not null && (zero.IsFloat || zero.Length != scale.Length)))
            throw node.Fault(
                $"codes {codes.Type} {codes.Shape}, scale {scale.Shape}, zero point {zero?.Shape ?? "none"}",
                "one scale and zero point, or one for each index of the axis");
        int behind = 1;
        for (long d = axis + 1; d < codes.Dims.Length; d++)
            behind *= codes.Dims[d];
        float[] floats = new float[codes.Length];
        sbyte[] bytes = new sbyte[codes.Length];
        bool isByte = codes.Type is DataType.Int8 or DataType.Uint8;
        for (int i = 0; i < floats.Length; i++)
        {
            int row = isSingle ? 0 : i / behind % scale.Length;
            long code = codes.Integers[i] - (zero?.Integers[row] ?? 0);
            floats[i] = code * scale.Floats[row];
            bytes[i] = (sbyte)code;
            isByte &= bytes[i] == code;
        }

        QuantizedConstant? source = isByte ? new QuantizedConstant(bytes, scale.Floats, isSingle ? 0 : (int)axis) : null;
        return new Constant(codes.Dims, DataType.Float) { Floats = floats, Source = source };
    }
}
