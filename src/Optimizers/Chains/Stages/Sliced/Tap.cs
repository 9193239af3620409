namespace Optimizers.Chains.Stages.Sliced;

/// <summary>Where a changed weight's input lies.</summary>
/// <param name="Offset">Words from the first of all planes.</param>
/// <param name="Shift">Bits within the word.</param>
/// <param name="Mask">All ones where the bits are turned over, else 0.</param>
internal readonly record struct Tap(int Offset, int Shift, ulong Mask);
