namespace Inference.Gating;

/// <summary>A box in which the gate sees change.</summary>
/// <param name="X">Left column, pixels, inside the picture.</param>
/// <param name="Y">Top row, pixels, inside the picture.</param>
/// <param name="Width">Columns, at least 1; the box never leaves the picture.</param>
/// <param name="Height">Rows, at least 1.</param>
/// <param name="Area">Changed pixels inside the box, in steps of one gate cell.</param>
public readonly record struct Region(int X, int Y, int Width, int Height, int Area);
