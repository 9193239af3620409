namespace Optimizers.Chains.Diagnostics;

/// <summary>One optimizer's accuracy against what it was given.</summary>
/// <param name="Name">Of the optimizer.</param>
/// <param name="Given">Seconds, or samples, in order, above 0.</param>
/// <param name="Accuracy">0 to 1, as many.</param>
public sealed record ComparisonCurve(string Name, IReadOnlyList<double> Given, IReadOnlyList<double> Accuracy);
