namespace Inference.Exits;

/// <summary>What makes the answer of an exit final.</summary>
/// <param name="Policy">Which score.</param>
/// <param name="Threshold">0 to 65,536, or <see cref="ExitPolicy.Never"/>.</param>
/// <param name="IsLast">Whether it is whatever the score.</param>
internal readonly record struct ExitRule(ExitPolicyKind Policy, int Threshold, bool IsLast)
{
    /// <summary>Whether the whole answer in the workspace is final.</summary>
    public bool IsMet(Workspace workspace) => IsLast || ExitPolicy.Reaches(Policy, ExitPolicy.Score(Policy, workspace), Threshold);
}
