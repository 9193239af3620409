namespace Inference.Format;

/// <summary>A head after the last layer of a stage, and when its answer is final.</summary>
/// <param name="Threshold">0 to 65,536, against the score of the policy; ignored in the last exit.</param>
public abstract record ExitDefinition(int Threshold);
