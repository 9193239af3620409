namespace Sensors.Simulation;

/// <summary>A rectangle on a face, in shares of the face: u from left to right, v from bottom to top.</summary>
internal readonly record struct Pane(double U0, double V0, double U1, double V1);
