namespace Benchmarks.Racing;

/// <summary>One way to do the work of a case.</summary>
/// <param name="Name">What the table calls it: the engine and the form of its numbers, such as <c>ORT fp32</c>.</param>
/// <param name="Run">Does the work once; allocates nothing that matters.</param>
internal sealed record Contender(string Name, Action Run);
