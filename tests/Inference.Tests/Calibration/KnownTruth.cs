using Inference.Calibration;

namespace Inference.Tests.Calibration;

/// <summary>
/// A world whose risks are known: doubts d₁, d₂ independent and even on 0 to 65,535; an exit is wrong with probability
/// a + b·(its own doubt + a tenth of the other's)/65536, so that exit 2's risk depends on the bound of exit 1.
/// </summary>
internal sealed record KnownTruth(double Base, double Slope)
{
    /// <summary>Groups of this size, in which all samples are the same but for the name.</summary>
    public int Copies { get; init; } = 1;

    public List<CalibrationSample> Sample(int groups, Random random)
    {
        List<CalibrationSample> samples = [];
        for (int group = 0; group < groups; group++)
        {
            int[] doubts = [random.Next(65536), random.Next(65536)];
            bool[] wrong =
            [
                random.NextDouble() < Base + Slope * (doubts[0] + 0.1 * doubts[1]) / 65536,
                random.NextDouble() < Base + Slope * (doubts[1] + 0.1 * doubts[0]) / 65536,
            ];
            for (int copy = 0; copy < Copies; copy++)
                samples.Add(new CalibrationSample(doubts, wrong, $"track {group}"));
        }

        return samples;
    }

    /// <summary>The risk of what leaves at exit 1: d₁ ≤ its bound.</summary>
    public double Risk(ExitSetting first) => Base + Slope * (first.Bound / 65536.0 + 0.1) / 2;

    /// <summary>The risk of what leaves at exit 2: d₁ above exit 1's bound, d₂ at most its own.</summary>
    public double Risk(ExitSetting first, ExitSetting second) =>
        Base + Slope * (second.Bound / 65536.0 + 0.1 * (1 + Math.Max(first.Bound, 0) / 65536.0)) / 2;

    public bool IsBroken(ExitSetting[] settings, double risk) =>
        (settings[0].IsOpen && Risk(settings[0]) > risk) || (settings[1].IsOpen && Risk(settings[0], settings[1]) > risk);
}
