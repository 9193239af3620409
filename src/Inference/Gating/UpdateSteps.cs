namespace Inference.Gating;

/// <summary>How far one frame may move the background.</summary>
/// <param name="Quiet">Step of M in cells that did not change, grey levels.</param>
/// <param name="Changed">Step of M in cells that changed.</param>
/// <param name="Variance">Step of V in cells that did not change.</param>
/// <param name="ChangedVariance">Step of V in cells that changed.</param>
/// <param name="Doublings">log2 of the amplification N.</param>
/// <param name="MinimumVariance">Least V.</param>
/// <param name="MaximumVariance">Greatest V.</param>
internal readonly record struct UpdateSteps(
    byte Quiet,
    byte Changed,
    byte Variance,
    byte ChangedVariance,
    int Doublings,
    byte MinimumVariance,
    byte MaximumVariance);
