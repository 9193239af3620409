using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using Inference;
using Inference.Calibration;

namespace Agent.Commands;

/// <summary>What <c>vigie calibrate --json</c> prints.</summary>
/// <param name="Pictures">Pictures read.</param>
/// <param name="Groups">Tracks among them, or pictures where none are known.</param>
/// <param name="Score">What the thresholds are compared with.</param>
/// <param name="Against">What wrong means: <c>last</c> or <c>labels</c>.</param>
/// <param name="Risk">ε.</param>
/// <param name="Failure">δ, of all exits together.</param>
/// <param name="MeanMacs">Multiply-accumulates a picture with the new thresholds, over the pictures read.</param>
/// <param name="FullMacs">Multiply-accumulates of the last exit alone.</param>
/// <param name="Exits">The early exits.</param>
internal sealed record CalibrationReport(
    int Pictures, int Groups, string Score, string Against, double Risk, double Failure, double MeanMacs, long FullMacs, IReadOnlyList<CalibratedExit> Exits)
{
    /// <summary>The report of a calibration.</summary>
    public static CalibrationReport Of(Network certified, CalibrationGoal goal, ExitObserver observer, ExitSetting[] settings) => new(
        observer.Samples.Count,
        observer.Groups,
        goal.Score.ToString().ToLowerInvariant(),
        goal.Reference.ToString().ToLowerInvariant(),
        goal.Risk,
        goal.Failure,
        observer.Samples.Average(sample => (double)certified.CascadeMacs(ExitOf(sample, settings))),
        certified.Stages.Sum(stage => stage.TrunkMacs) + certified.Stages[^1].ExitMacs,
        [.. settings.Select((setting, i) => new CalibratedExit(
            i + 1,
            setting.IsOpen ? certified.Stages[i].Threshold / 65536.0 : null,
            setting.Reached,
            setting.Answers,
            setting.Wrong,
            goal.Failure / setting.Divisor,
            setting.Least,
            setting.Sequence.Count))]);

    /// <summary>Prints the report for people, or as JSON.</summary>
    public void Print(bool asJson, Network certified)
    {
        if (asJson)
        {
            Console.WriteLine(JsonSerializer.Serialize(this, CalibrationJson.Default.CalibrationReport));
            return;
        }

        CultureInfo plain = CultureInfo.InvariantCulture;
        string against = Against == "last" ? "the last exit" : "the labels";
        Console.WriteLine(string.Create(plain, $"{certified.Definition.Name} {certified.Hash[..12]}, {Pictures:N0} pictures of {Groups:N0} tracks or none"));
        Console.WriteLine(string.Create(plain, $"promise     with probability {1 - Failure:P1} at most {Risk:P2} of an exit's answers differ from {against}"));
        foreach (CalibratedExit exit in Exits)
            Console.WriteLine(string.Create(plain, $"exit {exit.Exit}      {(exit.Threshold is { } threshold ? Open(exit, threshold) : Closed(exit))}"));
        Console.WriteLine(string.Create(plain, $"mean        {MeanMacs:N0} multiply-accumulates a picture, the last exit alone takes {FullMacs:N0}: {FullMacs / MeanMacs:F2} times as many"));

        string Open(CalibratedExit exit, double threshold) => string.Create(
            plain, $"answers at {Score} {(Score == "entropy" ? "≤" : "≥")} {threshold:F4}: {exit.Answers:N0} of {exit.Reached:N0} ({exit.Answers / (double)exit.Reached:P1}), {exit.Wrong} wrong; proved at level {exit.Level:P2}, {exit.Tested} thresholds tested");
        string Closed(CalibratedExit exit) => exit.Tested > 0
            ? string.Create(plain, $"never answers: {exit.Wrong} of {exit.Answers:N0} wrong at the safest threshold tested, too many at level {exit.Level:P2}")
            : string.Create(plain, $"never answers: {exit.Reached:N0} samples reached it, too few to expect the {exit.Least:N0} answers that a proof at level {exit.Level:P2} takes");
    }

    private static int ExitOf(CalibrationSample sample, ExitSetting[] settings)
    {
        for (int i = 0; i < settings.Length; i++)
        {
            if (sample.Doubts[i] <= settings[i].Bound)
                return i + 1;
        }

        return settings.Length + 1;
    }
}

/// <summary>One early exit of <see cref="CalibrationReport"/>; the counts are of independent samples, one a track.</summary>
/// <param name="Exit">From 1.</param>
/// <param name="Threshold">0 to 1; absent: the exit never answers.</param>
/// <param name="Reached">Samples that no earlier exit answered.</param>
/// <param name="Answers">Of these, answered here.</param>
/// <param name="Wrong">Of these, wrong.</param>
/// <param name="Level">What the exit was tested at.</param>
/// <param name="Least">Fewest answers that prove anything at that level.</param>
/// <param name="Tested">Thresholds tested.</param>
internal sealed record CalibratedExit(int Exit, double? Threshold, int Reached, int Answers, int Wrong, double Level, int Least, int Tested);

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, WriteIndented = true, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(CalibrationReport))]
internal sealed partial class CalibrationJson : JsonSerializerContext;
