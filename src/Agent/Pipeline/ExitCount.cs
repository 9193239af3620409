namespace Agent.Pipeline;

/// <summary>What one exit did.</summary>
/// <param name="Decisions">Crops that left here.</param>
/// <param name="Macs">Multiply-accumulates spent on them.</param>
/// <param name="Ticks">Stopwatch ticks spent on them, from the crop to the answer.</param>
/// <param name="LongestTicks">Of these, on the slowest one of the period.</param>
public readonly record struct ExitCount(long Decisions, long Macs, long Ticks, long LongestTicks)
{
    /// <summary>What was added to an earlier count; the slowest is that of this period.</summary>
    public ExitCount Since(in ExitCount earlier) =>
        new(Decisions - earlier.Decisions, Macs - earlier.Macs, Ticks - earlier.Ticks, LongestTicks);
}
