namespace Agent.Telemetry;

/// <summary>One exit of the network, in <see cref="InfoMessage"/>.</summary>
/// <param name="Exit">From 1.</param>
/// <param name="Policy"><c>top1</c>, <c>margin</c>, <c>entropy</c>, <c>vote</c>; <c>last</c>: always answers; <c>never</c>: leaves all to the exits after it.</param>
/// <param name="Threshold">Score at which its answer is final, 0 to 1.</param>
/// <param name="Macs">Multiply-accumulates from the image to its answer.</param>
/// <param name="Risk">Share of its answers that may be wrong, by its certificate; null: none.</param>
/// <param name="Failure">Probability that the promise does not hold, of all exits together.</param>
/// <param name="Against">What wrong means: <c>last</c>, differs from the last exit, or <c>labels</c>.</param>
public sealed record ExitDescription(int Exit, string Policy, double Threshold, long Macs, double? Risk = null, double? Failure = null, string? Against = null);
