namespace Inference;

/// <summary>When an exit's answer is final; scores and thresholds are in 1/65536.</summary>
public enum ExitPolicyKind
{
    /// <summary>The highest probability is at least the threshold.</summary>
    Top1,

    /// <summary>The highest probability less the second is at least the threshold.</summary>
    Margin,

    /// <summary>The entropy of the probabilities over ln(classes) is at most the threshold (BranchyNet, algorithm 1).</summary>
    Entropy,

    /// <summary>The least probability that any member of a vote gives to the answer is at least the threshold; a head without members is one.</summary>
    Vote,
}
