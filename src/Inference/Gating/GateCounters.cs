namespace Inference.Gating;

/// <summary>What the gate has seen since it was built: exit 0 of the cascade.</summary>
/// <param name="Frames">Frames processed.</param>
/// <param name="Quiet">Frames without a region, those learned from included: the hit rate of exit 0 is Quiet / Frames.</param>
/// <param name="Regions">Regions given.</param>
/// <param name="LightChanges">Frames in which the light of the whole scene stepped and was compensated.</param>
/// <param name="Shakes">Frames found shifted against the background.</param>
/// <param name="Suppressed">Frames in which too much changed at once for objects.</param>
/// <param name="Relearned">Times the background was learned anew because most of it had changed.</param>
/// <param name="Refreshed">Regions, or parts of them, made background because of their age.</param>
/// <param name="Ghosts">Regions made background because the object in them had left.</param>
/// <param name="Overflow">Regions left out because the caller's span was full (the smallest are left out).</param>
public readonly record struct GateCounters(
    long Frames,
    long Quiet,
    long Regions,
    long LightChanges,
    long Shakes,
    long Suppressed,
    long Relearned,
    long Refreshed,
    long Ghosts,
    long Overflow)
{
    /// <summary>Sums, for gates that followed each other.</summary>
    public static GateCounters operator +(in GateCounters a, in GateCounters b) => new(
        a.Frames + b.Frames,
        a.Quiet + b.Quiet,
        a.Regions + b.Regions,
        a.LightChanges + b.LightChanges,
        a.Shakes + b.Shakes,
        a.Suppressed + b.Suppressed,
        a.Relearned + b.Relearned,
        a.Refreshed + b.Refreshed,
        a.Ghosts + b.Ghosts,
        a.Overflow + b.Overflow);
}
