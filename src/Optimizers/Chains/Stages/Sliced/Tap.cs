namespace Optimizers.Chains.Stages.Sliced;

/// <summary>Where a changed weight's input lies.</summary>
/// <param name="Offset">Words from the first of all planes.</param>
/// <param name="Shift">Bits within the word.</param>
/// <param name="IsRising">Whether the weight goes from −1 to +1.</param>
internal readonly record struct Tap(int Offset, int Shift, bool IsRising);
