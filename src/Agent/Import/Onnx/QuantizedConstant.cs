namespace Agent.Import.Onnx;

/// <summary>A tensor in 8 bits: code · scale, the zero point taken off the codes.</summary>
/// <param name="Codes">One a number.</param>
/// <param name="Scales">One, or one for each index of <paramref name="Axis"/>.</param>
/// <param name="Axis">The dimension along which scales differ.</param>
internal sealed record QuantizedConstant(sbyte[] Codes, float[] Scales, int Axis);
