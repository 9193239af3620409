namespace Optimizers.Plots;

/// <summary>An axis.</summary>
/// <param name="Title">What it measures and, in brackets, the unit.</param>
/// <param name="IsLog">Whether equal ratios are equally long; values of 0 and below are then left out.</param>
/// <param name="Least">Lower end; null: that of the data.</param>
/// <param name="Most">Upper end; null: that of the data.</param>
public sealed record PlotAxis(string Title, bool IsLog = false, double? Least = null, double? Most = null);
