namespace Inference.Format;

/// <summary>Pixels, signed bytes or floats to floats: <c>y = act(x·a_c + b_c)</c>, rounded after each of the two operations.</summary>
/// <param name="Factors"><c>[channels]</c>, a.</param>
/// <param name="Offsets"><c>[channels]</c>, b.</param>
/// <param name="Activation">What is done to the result.</param>
public sealed record AffineDefinition(float[] Factors, float[] Offsets, ActivationKind Activation) : LayerDefinition;
