namespace Inference.Format;

/// <summary>A head after the last layer of a stage, and when its answer is final.</summary>
/// <param name="Threshold">0 to 65,536, against the score of the policy, or 65,537: never answers early; ignored in the last exit.</param>
public abstract record ExitDefinition(int Threshold)
{
    /// <summary>What the threshold promises; null: nothing.</summary>
    public Certificate? Certificate { get; init; }
}
