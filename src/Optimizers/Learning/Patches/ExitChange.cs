using Inference.Format;

namespace Optimizers.Learning.Patches;

/// <summary>What changes in when an exit answers. Certificates are whole: both, so that the patch can be taken back.</summary>
/// <param name="Stage">From 1.</param>
/// <param name="ThresholdDelta">Threshold after less before.</param>
/// <param name="CertificateChanges">Whether the certificates differ; if not, both are null.</param>
/// <param name="Before">Certificate of the base; null: none. <see cref="Certificate.Network"/> is empty: it follows from the weights.</param>
/// <param name="After">That of the result.</param>
public sealed record ExitChange(int Stage, int ThresholdDelta, bool CertificateChanges, Certificate? Before, Certificate? After);
