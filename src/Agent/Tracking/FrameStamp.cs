namespace Agent.Tracking;

/// <summary>Which frame, taken when, and the Stopwatch time at which it arrived.</summary>
internal readonly record struct FrameStamp(long Sequence, DateTimeOffset Captured, long Arrived);
