namespace Agent.Import.Graphs;

/// <summary>−1 or +1; of 0, which ONNX leaves 0, +1.</summary>
internal sealed record Signs : Operation;
