namespace Inference.Gating;

/// <summary>The counters of a gate while they are counted.</summary>
internal struct GateTally
{
    public long Frames;
    public long Quiet;
    public long Regions;
    public long LightChanges;
    public long Shakes;
    public long Suppressed;
    public long Relearned;
    public long Refreshed;
    public long Ghosts;
    public long Overflow;

    /// <summary>Grey levels at once that are a switch or an exposure step rather than a cloud.</summary>
    private const int LightStep = 6;

    public void Add(in GateReport report, int regions)
    {
        Frames++;
        Regions += regions;
        Quiet += regions == 0 ? 1 : 0;
        LightChanges += Math.Abs(report.LightChange) >= LightStep ? 1 : 0;
        Shakes += report.ShiftX != 0 || report.ShiftY != 0 ? 1 : 0;
        Suppressed += report.Suppressed ? 1 : 0;
    }

    public readonly GateCounters Snapshot() =>
        new(Frames, Quiet, Regions, LightChanges, Shakes, Suppressed, Relearned, Refreshed, Ghosts, Overflow);
}
