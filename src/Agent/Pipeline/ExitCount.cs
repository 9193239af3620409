namespace Agent.Pipeline;

/// <summary>What one exit did.</summary>
/// <param name="Decisions">Crops that left here.</param>
/// <param name="Macs">Multiply-accumulates spent on them.</param>
/// <param name="Ticks">Stopwatch ticks spent on them, from the crop to the answer.</param>
public readonly record struct ExitCount(long Decisions, long Macs, long Ticks);
