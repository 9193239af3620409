using Inference.Gating;

namespace Agent.Pipeline;

/// <summary>What the frame loop did since the start, one consistent moment.</summary>
/// <param name="Frames">Frames processed.</param>
/// <param name="Ticks">Stopwatch ticks spent on them in all, decoding not included.</param>
/// <param name="GateTicks">Of these, spent in the gate (exit 0).</param>
/// <param name="Gate">Counters of the gate; of all gates when the size changed.</param>
/// <param name="Tracks">Tracks started.</param>
/// <param name="Confirmed">Confirmed tracks now.</param>
/// <param name="Crowded">Regions for which no track slot was free.</param>
/// <param name="SizeChanges">Times the size of the picture changed, so that gate and tracker were built anew.</param>
/// <param name="TooSmall">Frames left out because a side was shorter than 16 pixels.</param>
/// <param name="GateLongestTicks">Stopwatch ticks of the gate's slowest frame of the period.</param>
public readonly record struct WatchCounters(
    long Frames,
    long Ticks,
    long GateTicks,
    GateCounters Gate,
    long Tracks,
    int Confirmed,
    long Crowded,
    long SizeChanges,
    long TooSmall,
    long GateLongestTicks = 0);
