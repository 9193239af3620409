namespace Optimizers.Plots;

/// <summary>A line of a plot.</summary>
/// <param name="Name">For the legend.</param>
/// <param name="X"><c>[points]</c>, in order.</param>
/// <param name="Y"><c>[points]</c>; not a number breaks the line.</param>
/// <param name="HasMarks">Whether every point gets a dot: for few measured points.</param>
public sealed record PlotLine(string Name, IReadOnlyList<double> X, IReadOnlyList<double> Y, bool HasMarks = false);
