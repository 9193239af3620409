using Inference.Format;

namespace Agent.Import.Graphs;

/// <summary>Largest or mean under a window.</summary>
/// <param name="Kind">Which.</param>
/// <param name="Window">Places under one output, step and border; of a mean without border.</param>
internal sealed record Pooling(PoolKind Kind, Window Window) : Operation;
