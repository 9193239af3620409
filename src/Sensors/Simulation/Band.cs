namespace Sensors.Simulation;

/// <summary>A strip of ground along the scene, from <paramref name="From"/> metres across to where the next one begins.</summary>
/// <param name="From">Where it begins, metres across.</param>
/// <param name="Coating">What it is made of.</param>
/// <param name="Markings">Distance of lane lines, metres; 0 for none.</param>
internal readonly record struct Band(double From, Coating Coating, double Markings = 0);
