namespace Agent.Telemetry;

/// <summary>Samples of one kind in the memory, in <see cref="LearnMessage"/>.</summary>
/// <param name="Part"><c>chain</c> or <c>guard</c>: who sees them.</param>
/// <param name="Class">Name of the class.</param>
/// <param name="Source">Where the labels came from: <c>operator</c>, <c>exit</c>, <c>board</c>, <c>audit</c>, <c>truth</c>.</param>
/// <param name="Count">How many.</param>
public sealed record SampleFigures(string Part, string Class, string Source, int Count);
