namespace Benchmarks.Racing;

/// <summary>One way to do the work of a case.</summary>
/// <param name="Name">What the table calls it: the engine and the form of its numbers, such as <c>ORT fp32</c>.</param>
/// <param name="Run">Does the work <paramref name="Count"/> times; allocates nothing that matters.</param>
/// <param name="Count">Above 0, a fraction where it does part of the work; times are given for one.</param>
internal sealed record Contender(string Name, Action Run, double Count = 1);
