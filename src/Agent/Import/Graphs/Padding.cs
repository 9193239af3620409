namespace Agent.Import.Graphs;

/// <summary>A border of one number around the map.</summary>
internal sealed record Padding(int Top, int Left, int Bottom, int Right, float Value) : Operation;
