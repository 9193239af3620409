namespace Inference.Quantization;

/// <summary>What a signed byte means: <c>real = Step · (byte − Zero)</c>.</summary>
/// <param name="Step">Real distance between two bytes, above 0.</param>
/// <param name="Zero">The byte that stands for 0, −128 to 127.</param>
public readonly record struct Scale(float Step, int Zero);
