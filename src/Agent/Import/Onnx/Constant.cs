namespace Agent.Import.Onnx;

/// <summary>A tensor whose numbers are known: floats, or integers of any ONNX type.</summary>
/// <param name="Dims">Sizes; none for a scalar.</param>
/// <param name="Type">Element type.</param>
internal sealed record Constant(int[] Dims, TensorProto.Types.DataType Type)
{
    /// <summary>The numbers of a float tensor, else empty.</summary>
    public float[] Floats { get; init; } = [];

    /// <summary>The numbers of an integer tensor, else empty.</summary>
    public long[] Integers { get; init; } = [];

    /// <summary>Where the floats are a dequantised 8-bit tensor: that tensor with its scales.</summary>
    public QuantizedConstant? Source { get; init; }

    /// <summary>Whether it holds floats.</summary>
    public bool IsFloat => Type is TensorProto.Types.DataType.Float;

    /// <summary>How many numbers.</summary>
    public int Length => IsFloat ? Floats.Length : Integers.Length;

    /// <summary>Sizes for faults.</summary>
    public string Shape => Describe(Dims);

    /// <summary>Sizes for faults.</summary>
    public static string Describe(IEnumerable<int> dims) => $"[{string.Join(", ", dims)}]";
}
