namespace Sensors.Simulation;

/// <summary>A box on the ground: where an object stands and how much room it takes, metres.</summary>
/// <param name="At">Middle on the ground.</param>
/// <param name="Heading">Turns, clockwise seen from above.</param>
/// <param name="Width">Across.</param>
/// <param name="Length">Along.</param>
/// <param name="Height">Upwards.</param>
internal readonly record struct Footprint(Point3 At, double Heading, double Width, double Length, double Height);
