using Agent.Tracking;
using Inference.Gating;

namespace Agent.Pipeline;

/// <summary>How the frame loop watches.</summary>
public sealed record WatchOptions
{
    /// <summary>The gate.</summary>
    public GateOptions Gate { get; init; } = new();

    /// <summary>The tracker.</summary>
    public TrackerOptions Tracker { get; init; } = new();
}
