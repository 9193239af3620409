namespace Inference.Format;

/// <summary>Pixels to signed bytes: <c>32·(x − mean)/deviation</c> of the picture, clamped to ±127.</summary>
/// <param name="MinimumDeviation">Lower bound of the deviation in grey levels, 1 to 255: a flat picture is not blown up to noise.</param>
public sealed record StandardizeDefinition(int MinimumDeviation) : LayerDefinition;
