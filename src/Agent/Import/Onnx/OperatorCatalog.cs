namespace Agent.Import.Onnx;

/// <summary>The operators there are, by name.</summary>
internal static class OperatorCatalog
{
    private static readonly SortedDictionary<string, Func<OnnxNode, GraphBuilder, Operand>> Operators = new(StringComparer.Ordinal)
    {
        ["Add"] = ArithmeticOperators.Add,
        ["AveragePool"] = PoolOperators.AveragePool,
        ["BatchNormalization"] = ArithmeticOperators.BatchNormalization,
        ["Clip"] = ArithmeticOperators.Clip,
        ["Constant"] = ShapeOperators.Constant,
        ["Conv"] = ConvolutionOperators.Conv,
        ["DequantizeLinear"] = QuantizationOperators.DequantizeLinear,
        ["Div"] = ArithmeticOperators.Div,
        ["Dropout"] = ShapeOperators.Dropout,
        ["Flatten"] = ShapeOperators.Flatten,
        ["Gemm"] = ConvolutionOperators.Gemm,
        ["GlobalAveragePool"] = PoolOperators.GlobalAveragePool,
        ["GlobalMaxPool"] = PoolOperators.GlobalMaxPool,
        ["Identity"] = ShapeOperators.Identity,
        ["LogSoftmax"] = ShapeOperators.Softmax,
        ["MatMul"] = ConvolutionOperators.MatMul,
        ["MaxPool"] = PoolOperators.MaxPool,
        ["Mul"] = ArithmeticOperators.Mul,
        ["Pad"] = ShapeOperators.Pad,
        ["QLinearConv"] = QuantizationOperators.QLinearConv,
        ["QLinearMatMul"] = QuantizationOperators.QLinearMatMul,
        ["QuantizeLinear"] = QuantizationOperators.QuantizeLinear,
        ["ReduceMean"] = PoolOperators.ReduceMean,
        ["Relu"] = ArithmeticOperators.Relu,
        ["Reshape"] = ShapeOperators.Reshape,
        ["Sign"] = ArithmeticOperators.Sign,
        ["Softmax"] = ShapeOperators.Softmax,
        ["Squeeze"] = ShapeOperators.Squeeze,
        ["Sub"] = ArithmeticOperators.Sub,
        ["Transpose"] = ShapeOperators.Transpose,
    };

    /// <summary>Names of the operators.</summary>
    public static IEnumerable<string> Names => Operators.Keys;

    /// <summary>Reads a node.</summary>
    /// <returns>What its first output stands for.</returns>
    /// <exception cref="ImportException">An operator, or a use of one, that is not supported.</exception>
    public static Operand Read(string domain, OnnxNode node, GraphBuilder builder)
    {
        if (domain is not ("" or "ai.onnx") || !Operators.TryGetValue(node.Op, out Func<OnnxNode, GraphBuilder, Operand>? read))
            throw node.Fault("an operator that is not supported", $"one of {string.Join(", ", Names)}");
        return read(node, builder);
    }
}
