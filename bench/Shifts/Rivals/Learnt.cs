using Inference;

namespace Benchmarks.Shifts.Rivals;

/// <summary>What came out of learning.</summary>
/// <param name="Rival">Name of the row.</param>
/// <param name="Networks">Those that answer together, by the mean of their probabilities.</param>
/// <param name="Seconds">Of one core, choice of rates and all.</param>
/// <param name="Guard">What the guard said; null where none was asked.</param>
internal sealed record Learnt(string Rival, IReadOnlyList<Network> Networks, double Seconds, Optimizers.Learning.Guarding.GuardDecision? Guard = null);
