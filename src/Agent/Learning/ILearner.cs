namespace Agent.Learning;

/// <summary>What may be asked of the learner from outside: by an operator or another board, over MQTT.</summary>
/// <remarks>Members may be called from any thread, end when the thing is done or refused, and throw nothing for bad input: the answer says why not.</remarks>
internal interface ILearner
{
    /// <summary>Takes a label for an event.</summary>
    Task<LabelAnswer> Label(LabelRequest request);

    /// <summary>Applies an adaptation made elsewhere.</summary>
    /// <param name="patch">An envelope of docs/patch-format.md, not yet looked at. Owned by the learner from here on.</param>
    Task<CommandAnswer> ApplyPatch(byte[] patch);

    /// <summary>Lets the weights serve that the present ones were made of.</summary>
    Task<CommandAnswer> Revert();
}
