namespace Agent.Import.Graphs;

/// <summary>The input: byte · Factors_c + Offsets_c.</summary>
/// <param name="Factors"><c>[channels]</c>.</param>
/// <param name="Offsets"><c>[channels]</c>.</param>
internal sealed record Picture(float[] Factors, float[] Offsets) : Operation;
