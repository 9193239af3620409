namespace Inference.Format;

/// <summary>Floats to signed bytes: <c>y = clamp(round(x / scale) + Zero, −128, 127)</c>, halves to even, as ONNX QuantizeLinear.</summary>
/// <param name="Scale"><c>[1]</c>, above 0.</param>
/// <param name="Zero">−128 to 127, the signed byte of 0.</param>
public sealed record QuantizeDefinition(float[] Scale, int Zero) : LayerDefinition;
