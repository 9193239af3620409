using Inference;

namespace Optimizers.Learning.Patches;

/// <summary>Another score decides when an exit's answer is final.</summary>
/// <param name="Before">Of the base.</param>
/// <param name="After">Of the result.</param>
public sealed record PolicyChange(ExitPolicyKind Before, ExitPolicyKind After);
