namespace Sensors.Cameras;

/// <summary>What a camera is doing.</summary>
public enum CameraState
{
    /// <summary>Not one picture yet.</summary>
    Starting,

    /// <summary>Sound pictures come.</summary>
    Online,

    /// <summary>Open, and no picture within the time that several should have come in.</summary>
    Stalled,

    /// <summary>The same picture again and again, bit for bit; a live sensor has noise.</summary>
    Frozen,

    /// <summary>Pictures come and are black.</summary>
    Black,

    /// <summary>A run of damaged pictures, or pictures whose size keeps changing.</summary>
    Damaged,

    /// <summary>It cannot be opened or went away.</summary>
    Offline,

    /// <summary>A recording that is over.</summary>
    Ended,
}
