namespace Sensors.Simulation;

/// <summary>One person or vehicle in one simulated picture: the ground truth.</summary>
/// <param name="Id">The same from entering to leaving; never used again.</param>
/// <param name="Class">What it is.</param>
/// <param name="X">Left column of the box around its visible pixels.</param>
/// <param name="Y">Top row of the box.</param>
/// <param name="Width">Columns of the box, at least 1.</param>
/// <param name="Height">Rows of the box, at least 1.</param>
/// <param name="VisibleShare">
/// Share of it that can be seen, 0 to 1: the share of its whole box that lies in the picture times the share of its pixels in
/// the picture that nothing hides.
/// </param>
public readonly record struct SceneObject(int Id, SceneClass Class, int X, int Y, int Width, int Height, double VisibleShare);
