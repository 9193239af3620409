namespace Agent.Telemetry;

/// <summary>One exit of the network, in <see cref="InfoMessage"/>.</summary>
/// <param name="Exit">From 1.</param>
/// <param name="Policy"><c>top1</c>, <c>margin</c>, <c>entropy</c>, or <c>last</c>: always answers.</param>
/// <param name="Threshold">Score at which its answer is final, 0 to 1.</param>
/// <param name="Macs">Multiply-accumulates from the image to its answer.</param>
public sealed record ExitDescription(int Exit, string Policy, double Threshold, long Macs);
