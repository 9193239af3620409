namespace Inference.Calibration;

/// <summary>The promise that exits are to keep: with probability at least 1 − δ, at most the share ε of an exit's answers is wrong.</summary>
/// <param name="RiskPpm">ε in millionths, 1 to 999,999.</param>
/// <param name="FailurePpm">δ in millionths, 1 to 999,999; of all exits together.</param>
/// <param name="Score">What an exit's threshold is compared with.</param>
/// <param name="Reference">What an answer must agree with to be right.</param>
/// <param name="Seed">Chooses the sample of each group, and the groups that only lay the grid.</param>
public sealed record CalibrationGoal(int RiskPpm, int FailurePpm, ExitPolicyKind Score, ExitReference Reference, long Seed = 1)
{
    /// <summary>ε.</summary>
    public double Risk => RiskPpm / 1e6;

    /// <summary>δ.</summary>
    public double Failure => FailurePpm / 1e6;
}
