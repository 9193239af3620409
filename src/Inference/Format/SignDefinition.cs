namespace Inference.Format;

/// <summary>Values to bits: <c>bit_c = (x_c &lt; t_c) xor flip_c</c> (1 = −1).</summary>
/// <param name="Thresholds"><c>[channels]</c>.</param>
/// <param name="Flips"><c>[channels]</c>.</param>
public sealed record SignDefinition(short[] Thresholds, bool[] Flips) : LayerDefinition;
