namespace Inference.Format;

/// <summary>2×2 pool with stride 2 on values or bits; odd sizes are refused.</summary>
/// <param name="Kind">What is kept.</param>
public sealed record PoolDefinition(PoolKind Kind) : LayerDefinition;
