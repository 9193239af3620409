namespace Inference.Calibration;

/// <summary>What the early exits said of one picture.</summary>
/// <param name="Doubts">
/// One an early exit: its score so turned that less is safer, 0 to 65,536; the exit answers where its doubt is at most a bound.
/// </param>
/// <param name="Wrong">One an early exit: whether its answer disagrees with the reference.</param>
/// <param name="Group">What pictures that depend on each other have in common: their track. Pictures of different groups are independent.</param>
public sealed record CalibrationSample(int[] Doubts, bool[] Wrong, string Group);
