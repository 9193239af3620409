using Inference.Calibration;
using Inference.Exits;

namespace Inference.Format;

/// <summary>A certificate must be of this network, these thresholds and this score, and its own numbers must prove it.</summary>
internal static class CertificateRules
{
    private const string Mend = "or none; `vigie calibrate` makes a new one";

    /// <exception cref="ModelFormatException">A certificate that does not hold of this network.</exception>
    public static void Check(Network network)
    {
        NetworkDefinition definition = network.Definition;
        for (int index = 0; index < definition.Stages.Count; index++)
        {
            if (definition.Stages[index].Exit.Certificate is { } certificate)
                Check(definition, index, certificate, network.FunctionHash);
        }
    }

    private static void Check(NetworkDefinition network, int index, Certificate certificate, string function)
    {
        string place = TensorNames.Exit(index + 1);
        if (index == network.Stages.Count - 1)
            throw new ModelFormatException(-1, $"{place}: a certificate of the last exit, which always answers", "none");
        if (certificate.Network != function)
            throw new ModelFormatException(-1, $"{place}: a certificate of the network {certificate.Network}", $"one of this network, {function}, {Mend}");
        if (certificate.Score != network.Policy)
            throw new ModelFormatException(-1, $"{place}: a certificate for the score {ExitNames.Of(certificate.Score)}", $"{ExitNames.Of(network.Policy)}, {Mend}");
        int[] thresholds = [.. network.Stages.Take(index + 1).Select(stage => stage.Exit.Threshold)];
        if (thresholds[index] == ExitPolicy.Never || !certificate.Thresholds.SequenceEqual(thresholds))
            throw new ModelFormatException(-1, $"{place}: a certificate for the thresholds {string.Join(", ", certificate.Thresholds)}", $"{string.Join(", ", thresholds)}, {Mend}");
        Expect.Range(place, "answers of the certificate", certificate.Answers, 1, certificate.Reached);
        Expect.Range(place, "wrong answers of the certificate", certificate.Wrong, 0, certificate.Answers);
        Expect.Range(place, "risk in millionths", certificate.RiskPpm, 1, 999_999);
        Expect.Range(place, "failure in millionths", certificate.FailurePpm, 1, 999_999);
        Expect.Range(place, "divisor", certificate.Divisor, Calibrator.Divisor(network.Stages.Count - 1, index), int.MaxValue);
        if (BinomialTail.LogAtMost(certificate.Wrong, certificate.Answers, certificate.Risk) > Math.Log(certificate.Level))
        {
            throw new ModelFormatException(
                -1, $"{place}: a certificate with {certificate.Wrong} of {certificate.Answers} answers wrong", "what proves it: P(Bin(answers, risk) ≤ wrong) ≤ failure/divisor");
        }
    }
}
