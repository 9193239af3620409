using Inference;
using Inference.Calibration;
using Inference.Format;

namespace Optimizers.Learning.Rounds;

/// <summary>Gives a tuned network certificates of its own in place of those that its weights have made void.</summary>
internal static class ExitRecalibration
{
    /// <summary>
    /// Where the shipped network promises something, the same promise for the tuned one, on anchors: the chain has not seen them, so they are as good for it as
    /// any pictures. An exit for which it cannot be shown answers no more. Where nothing was promised, thresholds stay as they are.
    /// </summary>
    /// <param name="shipped">Whose promises.</param>
    /// <param name="tuned">Without certificates.</param>
    /// <param name="anchors">Labelled pictures, each a track of its own.</param>
    public static NetworkDefinition Of(NetworkDefinition shipped, NetworkDefinition tuned, IEnumerable<LabelledPicture> anchors)
    {
        Certificate? promise = shipped.Stages.Select(stage => stage.Exit.Certificate).FirstOrDefault(certificate => certificate is not null);
        if (promise is null)
            return tuned;
        ExitObserver observer = new(new Network(tuned), new CalibrationGoal(promise.RiskPpm, promise.FailurePpm, promise.Score, promise.Reference));
        foreach (LabelledPicture anchor in anchors)
            observer.Add(anchor.Picture.Span, anchor.Label, null);
        return observer.Certify(out _);
    }
}
