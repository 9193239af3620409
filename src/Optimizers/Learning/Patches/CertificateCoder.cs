using Inference;
using Inference.Exits;
using Inference.Format;

namespace Optimizers.Learning.Patches;

/// <summary>Codes a certificate without the hash of its network, which the weights give.</summary>
internal static class CertificateCoder
{
    private const int MostThresholds = 64;

    /// <summary>Bounds the time that proving takes, as the model file does.</summary>
    private const int MostWrong = 1 << 20;

    /// <summary>A digest, in hex digits.</summary>
    private const int Digits = 64;

    private static readonly Certificate Empty = new()
    {
        RiskPpm = 1,
        FailurePpm = 1,
        Divisor = 1,
        Score = default,
        Reference = default,
        Thresholds = [],
        Sequence = [],
        Reached = 1,
        Answers = 1,
        Wrong = 0,
        Grouped = false,
        Network = "",
        Data = new string('0', Digits),
    };

    /// <summary>Codes one, or that there is none.</summary>
    /// <exception cref="PatchException">Reading: a number out of its range.</exception>
    public static Certificate? Code(BitCoder coder, Certificate? given)
    {
        if (!coder.Flag(given is not null))
            return null;
        given ??= Empty;
        return new Certificate
        {
            RiskPpm = Number(coder, given.RiskPpm, "risk_ppm", 1, 999_999),
            FailurePpm = Number(coder, given.FailurePpm, "failure_ppm", 1, 999_999),
            Divisor = Number(coder, given.Divisor, "divisor", 1, int.MaxValue),
            Score = Policy(coder, given.Score),
            Reference = coder.Flag(given.Reference == ExitReference.Labels) ? ExitReference.Labels : ExitReference.Last,
            Thresholds = Thresholds(coder, given.Thresholds),
            Sequence = Thresholds(coder, given.Sequence),
            Reached = Number(coder, given.Reached, "reached", 1, int.MaxValue),
            Answers = Number(coder, given.Answers, "answers", 1, int.MaxValue),
            Wrong = Number(coder, given.Wrong, "wrong", 0, MostWrong),
            Grouped = coder.Flag(given.Grouped),
            Network = "",
            Data = Digest(coder, given.Data),
        };
    }

    /// <summary>Codes an exit policy: there are as many as two bits tell apart.</summary>
    public static ExitPolicyKind Policy(BitCoder coder, ExitPolicyKind policy) => (ExitPolicyKind)coder.Plain((int)policy, 2);

    private static int Number(BitCoder coder, int value, string what, int lowest, int highest)
    {
        int coded = coder.Number(value);
        return coded >= lowest && coded <= highest ? coded : throw new PatchException($"{what} {coded}", $"{lowest} to {highest}");
    }

    private static int[] Thresholds(BitCoder coder, IReadOnlyList<int> given)
    {
        int[] coded = new int[Number(coder, given.Count, "thresholds:", 0, MostThresholds)];
        for (int i = 0; i < coded.Length; i++)
            coded[i] = Number(coder, i < given.Count ? given[i] : 0, "threshold", 0, ExitPolicy.Never);
        return coded;
    }

    private static string Digest(BitCoder coder, string given) => string.Create(Digits, (coder, given), static (text, state) =>
    {
        for (int i = 0; i < text.Length; i++)
            text[i] = "0123456789abcdef"[(int)state.coder.Plain(Convert.ToInt32(state.given[i].ToString(), 16), 4)];
    });
}
