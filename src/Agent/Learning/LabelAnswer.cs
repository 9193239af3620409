namespace Agent.Learning;

/// <summary>What became of a label.</summary>
/// <param name="IsAccepted">Whether it is in the memory, durably.</param>
/// <param name="Reason">Why not, as found and expected; empty when accepted.</param>
/// <param name="Samples">Labelled samples in the memory after it.</param>
internal sealed record LabelAnswer(bool IsAccepted, string Reason, int Samples);
