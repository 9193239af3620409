namespace Agent.Tracking;

/// <summary>When a track is born, decided and over. Times are scene time; evidence is in bits (log₂ of a likelihood ratio).</summary>
/// <remarks>docs/gate-and-tracker.md has the measurements behind the defaults.</remarks>
public sealed record TrackerOptions
{
    /// <summary>Tracks at once, 1 to 256; the memory for their crops exists from the start.</summary>
    public int Capacity { get; init; } = 32;

    /// <summary>Frames with a region before a track is more than a suspicion.</summary>
    public int BirthHits { get; init; } = 3;

    /// <summary>Time without a region after which a confirmed track ends.</summary>
    public TimeSpan Patience { get; init; } = TimeSpan.FromMilliseconds(1200);

    /// <summary>Evidence for the label over the next best class before the event is sent.</summary>
    public int DecideBits { get; init; } = 8;

    /// <summary>Evidence asked of an object that has not moved from where it appeared: swaying things stay in place.</summary>
    public int StationaryDecideBits { get; init; } = 24;

    /// <summary>Least width and height of an object that is reported, pixels: birds and slivers are not.</summary>
    public int LeastSide { get; init; } = 8;

    /// <summary>Least number of crops looked at before the event is sent.</summary>
    public int LeastDecisions { get; init; } = 3;

    /// <summary>Time over which frames of one track are taken to say the same thing: closer ones count in proportion.</summary>
    public TimeSpan Correlation { get; init; } = TimeSpan.FromMilliseconds(200);

    /// <summary>Crops the network looks at per frame, at most.</summary>
    public int CropsPerFrame { get; init; } = 4;

    /// <summary>Time between two looks at a track that is decided.</summary>
    public TimeSpan RecheckPeriod { get; init; } = TimeSpan.FromMilliseconds(600);

    /// <summary>Least time between two updates of a track.</summary>
    public TimeSpan UpdatePeriod { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>Rise of the best probability that is worth an update, 1/65536.</summary>
    public int UpdateConfidence { get; init; } = 65536 / 10;

    /// <summary>Time after which something that stays in place and is nothing becomes background.</summary>
    public TimeSpan NothingAge { get; init; } = TimeSpan.FromSeconds(4);
}
