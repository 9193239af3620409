namespace Optimizers.Chains.Diagnostics;

/// <summary>How far a network's confidence is from the share of answers that are right.</summary>
public static class CalibrationError
{
    /// <summary>Bins usual in print.</summary>
    public const int Bins = 15;

    /// <summary>
    /// Expected calibration error, <c>Σ_m |B_m|/n · |acc(B_m) − conf(B_m)|</c> over equally wide bins ((m − 1)/M, m/M] of the confidence (Guo, Pleiss,
    /// Sun, Weinberger 2017, section 2, equation 3); 0 of no answers.
    /// </summary>
    /// <param name="confidences">Probability of the class answered, 0 to 1.</param>
    /// <param name="isRight">Whether that answer is right, as many.</param>
    /// <param name="bins">M.</param>
    /// <returns>0 to 1.</returns>
    /// <exception cref="ArgumentException">Unlike lengths or a confidence outside 0 to 1.</exception>
    public static double Of(ReadOnlySpan<double> confidences, ReadOnlySpan<bool> isRight, int bins = Bins)
    {
        if (confidences.Length != isRight.Length)
            throw new ArgumentException($"found {isRight.Length} answers, expected {confidences.Length}", nameof(isRight));
        // |B|·(acc − conf) of a bin is the sum of (right − confidence) over it: no division, so empty bins need no care.
        Span<double> gaps = stackalloc double[bins];
        gaps.Clear();
        for (int i = 0; i < confidences.Length; i++)
        {
            double confidence = confidences[i];
            if (!(confidence >= 0 && confidence <= 1))
                throw new ArgumentException($"found a confidence of {confidence}, expected 0 to 1", nameof(confidences));
            gaps[Math.Clamp((int)Math.Ceiling(confidence * bins) - 1, 0, bins - 1)] += (isRight[i] ? 1 : 0) - confidence;
        }

        double sum = 0;
        foreach (double gap in gaps)
            sum += Math.Abs(gap);
        return confidences.IsEmpty ? 0 : sum / confidences.Length;
    }
}
