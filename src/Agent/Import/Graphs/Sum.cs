namespace Agent.Import.Graphs;

/// <summary>Sum of two maps of the same shape.</summary>
internal sealed record Sum : Operation;
