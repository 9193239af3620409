namespace Inference.Format;

/// <summary>
/// What is promised of an early exit's answers: with probability at least 1 − δ over the calibration data, of the pictures that leave at this exit with these
/// thresholds at most the share ε is answered wrongly. docs/certificates.md says what that means and when it does not hold.
/// </summary>
public sealed record Certificate
{
    /// <summary>ε in millionths, 1 to 999,999.</summary>
    public required int RiskPpm { get; init; }

    /// <summary>δ in millionths, 1 to 999,999; of all exits of the network together.</summary>
    public required int FailurePpm { get; init; }

    /// <summary>The exit was tested at level δ / divisor.</summary>
    public required int Divisor { get; init; }

    /// <summary>The score that the thresholds are compared with: that of the network.</summary>
    public required ExitPolicyKind Score { get; init; }

    /// <summary>What an answer must agree with to be right.</summary>
    public required ExitReference Reference { get; init; }

    /// <summary>Thresholds of the exits from the first to this one.</summary>
    public required IReadOnlyList<int> Thresholds { get; init; }

    /// <summary>Thresholds of this exit that were tested, safest first.</summary>
    public required IReadOnlyList<int> Sequence { get; init; }

    /// <summary>Independent samples that reached this exit: one of each group.</summary>
    public required int Reached { get; init; }

    /// <summary>Of these, answered here: n.</summary>
    public required int Answers { get; init; }

    /// <summary>Of these, answered wrongly: k.</summary>
    public required int Wrong { get; init; }

    /// <summary>Whether pictures were grouped by what they have in common, such as their track; if not, each counts.</summary>
    public required bool Grouped { get; init; }

    /// <summary>What it was measured on: <see cref="Inference.Network.FunctionHash"/>.</summary>
    public required string Network { get; init; }

    /// <summary>SHA-256 of the calibration data.</summary>
    public required string Data { get; init; }

    /// <summary>Level this exit was tested at: δ / divisor.</summary>
    public double Level => FailurePpm / 1e6 / Divisor;

    /// <summary>ε.</summary>
    public double Risk => RiskPpm / 1e6;
}
