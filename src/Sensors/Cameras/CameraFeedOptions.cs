namespace Sensors.Cameras;

/// <summary>How a feed paces, what it calls a fault, and how it retries.</summary>
public sealed record CameraFeedOptions
{
    /// <summary>The camera waits until each picture was taken and none is lost; recordings run as fast as they are taken.</summary>
    public bool EveryFrame { get; init; }

    /// <summary>Under <see cref="EveryFrame"/>, give up after this many openings in a row that brought no new picture.</summary>
    public int FutileOpenings { get; init; } = 3;

    /// <summary>Stalled after this many picture periods, though not before <see cref="StalledAfter"/>.</summary>
    public int StalledPeriods { get; init; } = 20;

    /// <summary>Least time without a picture that is called stalled.</summary>
    public TimeSpan StalledAfter { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>Time a camera has from being opened to its first picture.</summary>
    public TimeSpan FirstFrameWithin { get; init; } = TimeSpan.FromSeconds(20);

    /// <summary>Look for frozen pictures; off for synthetic sources without noise.</summary>
    public bool DetectFrozen { get; init; } = true;

    /// <summary>Frozen when the pictures were equal for this long and for <see cref="FrozenFrames"/>.</summary>
    public TimeSpan FrozenAfter { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Frozen when this many pictures were equal, over <see cref="FrozenAfter"/>.</summary>
    public int FrozenFrames { get; init; } = 50;

    /// <summary>Black when the mean luma is below this, 0 to 255, and the spread below <see cref="BlackSpread"/>.</summary>
    public double BlackMean { get; init; } = 12;

    /// <summary>Largest standard deviation of the luma of a black picture.</summary>
    public double BlackSpread { get; init; } = 4;

    /// <summary>Black after this many black pictures in a row; back after as many others.</summary>
    public int BlackFrames { get; init; } = 5;

    /// <summary>Damaged after this many damaged pictures in a row; back after as many sound ones.</summary>
    public int DamagedFrames { get; init; } = 5;

    /// <summary>Pause before the first attempt to open the camera again.</summary>
    public TimeSpan FirstPause { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>Longest pause between attempts.</summary>
    public TimeSpan LongestPause { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>Seed of the jitter of the pauses; boards that share a camera need different ones.</summary>
    public int Seed { get; init; } = Environment.ProcessId;
}
