namespace Sensors.Simulation;

/// <summary>A sphere in the scene, metres.</summary>
internal readonly record struct Ball(Point3 Center, double Radius);
