namespace Sensors.Simulation;

/// <summary>A straight way through the scene that objects of one class use in one direction.</summary>
/// <param name="Through">A point on it, metres.</param>
/// <param name="Heading">Its direction, turns.</param>
/// <param name="Class">Who uses it.</param>
/// <param name="Slowest">Metres a second.</param>
/// <param name="Fastest">Metres a second.</param>
internal readonly record struct Lane(Point3 Through, double Heading, SceneClass Class, double Slowest, double Fastest);
