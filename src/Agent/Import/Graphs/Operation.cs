namespace Agent.Import.Graphs;

/// <summary>What a vertex computes from its inputs, before its limits and its rounding.</summary>
internal abstract record Operation;
