namespace Sensors.Cameras;

/// <summary>What can be asked of a camera besides its address.</summary>
public sealed record CameraOpenOptions
{
    /// <summary>Pictures a second of a recording, 0.1 to 120; null: what it says, else 25. Live sources keep their pace.</summary>
    public double? FramesPerSecond { get; init; }

    /// <summary>Start a recording again when it ends; its sequence numbers go on.</summary>
    public bool Loop { get; init; }
}
