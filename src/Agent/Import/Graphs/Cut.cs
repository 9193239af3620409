namespace Agent.Import.Graphs;

/// <summary>One stage as vertices.</summary>
/// <param name="Exit">The vertex of its logits.</param>
/// <param name="Trunk">What this stage adds to the trunk, in order.</param>
/// <param name="End">The vertex of the trunk that the head reads.</param>
/// <param name="Head">What belongs to this exit alone, in order.</param>
internal sealed record Cut(int Exit, IReadOnlyList<int> Trunk, int End, IReadOnlyList<int> Head);
