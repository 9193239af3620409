namespace Inference.Format;

/// <summary>
/// Pool of floats, values or signed bytes over any window. Max looks past the border. Average allows no border: floats are added in the
/// order row, column and multiplied by 1/n; integers are rounded, halves to even.
/// </summary>
/// <param name="Kind">Largest or mean.</param>
/// <param name="Window">Places under one output, step and border.</param>
public sealed record WindowPoolDefinition(PoolKind Kind, Window Window) : LayerDefinition;
