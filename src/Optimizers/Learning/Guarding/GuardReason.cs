namespace Optimizers.Learning.Guarding;

/// <summary>Why a guard accepted or refused, in the order of the checks; the first that fails is the reason.</summary>
public enum GuardReason
{
    /// <summary>All checks passed: the new weights may serve.</summary>
    Accepted,

    /// <summary>So few labelled samples that not even a gain on all of them would show. No look is spent.</summary>
    FewSamples,

    /// <summary>So few anchors that not even unchanged answers would show. No look is spent.</summary>
    FewAnchors,

    /// <summary>The same, of the anchors of one class. No look is spent.</summary>
    FewAnchorsOfClass,

    /// <summary>
    /// Not shown that the weights that serve agree with the labels more than chance would: rather the labels are wrong than the network.
    /// </summary>
    LabelsDoubtful,

    /// <summary>Not shown to be better on the labelled samples.</summary>
    NotBetter,

    /// <summary>Better on the whole, worse on the labelled samples of one class.</summary>
    ClassLost,

    /// <summary>Not shown to lose at most the margin on the anchors.</summary>
    AnchorsLost,

    /// <summary>Not shown to lose at most the class's margin on the anchors of one class.</summary>
    AnchorClassLost,
}
