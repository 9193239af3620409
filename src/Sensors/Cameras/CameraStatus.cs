namespace Sensors.Cameras;

/// <summary>What a camera is doing and why.</summary>
/// <param name="State">The state.</param>
/// <param name="Reason">Why, in words for people, without passwords.</param>
/// <param name="Since">When it came to this, UTC.</param>
public sealed record CameraStatus(CameraState State, string Reason, DateTimeOffset Since);
