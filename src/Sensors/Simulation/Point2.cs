namespace Sensors.Simulation;

/// <summary>A point in the picture, pixels; x to the right, y downwards.</summary>
internal readonly record struct Point2(double X, double Y);
