namespace Agent.Tracking;

/// <summary>One message about one track; its crop travels in the same <see cref="EventSlot"/>.</summary>
/// <param name="Kind">What happened.</param>
/// <param name="TrackId">Number of the track in this process, from 1, never used again.</param>
/// <param name="Class">Index of the label into the classes of the network.</param>
/// <param name="Confidence">Highest probability of that class in one frame of the track, 1/65536.</param>
/// <param name="Box">Where the object is, inside the picture.</param>
/// <param name="Exit">The exit that gave that probability, from 1.</param>
/// <param name="Macs">Multiply-accumulates spent on the track so far.</param>
/// <param name="LatencyTicks">Stopwatch ticks from the arrival of the frame to this event.</param>
/// <param name="FrameSequence">Number of the frame in its source.</param>
/// <param name="Captured">When that frame was taken.</param>
/// <param name="FirstSeen">When the first frame of the track was taken.</param>
/// <param name="Decisions">Crops of the track the network has looked at.</param>
/// <param name="FrameWidth">Columns of the picture the box is in.</param>
/// <param name="FrameHeight">Rows of it.</param>
public readonly record struct TrackEvent(
    TrackEventKind Kind,
    long TrackId,
    int Class,
    int Confidence,
    Box Box,
    int Exit,
    long Macs,
    long LatencyTicks,
    long FrameSequence,
    DateTimeOffset Captured,
    DateTimeOffset FirstSeen,
    int Decisions,
    int FrameWidth,
    int FrameHeight);
