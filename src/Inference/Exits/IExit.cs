namespace Inference.Exits;

/// <summary>A classification head after a stage: from the last map to an answer. Immutable; allocates nothing.</summary>
internal interface IExit
{
    /// <summary>Multiply-accumulates of one run, at most.</summary>
    long Macs { get; }

    /// <summary>Answers: writes logits (in 1/65536 nats), probabilities, answer, least vote and cost into the workspace.</summary>
    void Run(Workspace workspace);

    /// <summary>Answers, and says whether the answer is final. Where it is not, what was written need not be the whole answer.</summary>
    /// <param name="workspace">Is written to as by the other overload.</param>
    /// <param name="rule">What makes an answer final.</param>
    bool Run(Workspace workspace, in ExitRule rule)
    {
        Run(workspace);
        return rule.IsMet(workspace);
    }
}
