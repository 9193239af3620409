namespace Sensors.Cameras;

/// <summary>What a feed has counted since it was made.</summary>
/// <param name="Read">Sound pictures read.</param>
/// <param name="Missed">Sound pictures replaced by a newer one before they were taken.</param>
/// <param name="Damaged">Pictures, or stretches between pictures, that could not be decoded.</param>
/// <param name="Frozen">Pictures read while the camera was frozen.</param>
/// <param name="Black">Black pictures.</param>
/// <param name="SizeChanges">Pictures of another size than the one before.</param>
/// <param name="Stalls">Times the camera blocked for too long and was closed.</param>
/// <param name="Failures">Times the camera could not be opened or went away.</param>
/// <param name="Restarts">Times the camera was opened again.</param>
public sealed record FeedCounters(
    long Read, long Missed, long Damaged, long Frozen, long Black, long SizeChanges, long Stalls, long Failures, long Restarts);
