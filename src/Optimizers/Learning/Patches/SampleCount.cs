namespace Optimizers.Learning.Patches;

/// <summary>How many samples a source gave of a class.</summary>
/// <param name="Source">Where the labels come from: operator, exit, audit, truth.</param>
/// <param name="Class">Name of the class.</param>
/// <param name="Count">How many.</param>
public sealed record SampleCount(string Source, string Class, int Count);
