using System.Text.Json.Serialization;
using Agent.Training;

namespace Agent.Commands;

/// <summary>What <c>vigie eval --json</c> prints.</summary>
/// <param name="Samples">Pictures.</param>
/// <param name="Accuracy">Share of right answers under the exit policy.</param>
/// <param name="Recall">Under the exit policy, by class; classes without pictures are absent.</param>
/// <param name="Exits">Each exit.</param>
internal sealed record EvalReport(int Samples, double Accuracy, IReadOnlyDictionary<string, double> Recall, IReadOnlyList<EvalExit> Exits)
{
    /// <summary>The report of an evaluation.</summary>
    public static EvalReport Of(Evaluation evaluation)
    {
        Dictionary<string, double> recall = [];
        for (int label = 0; label < evaluation.Classes.Count; label++)
        {
            if (evaluation.Recall(label) is { } share)
                recall[evaluation.Classes[label]] = share;
        }

        double samples = evaluation.Samples;
        return new EvalReport(evaluation.Samples, evaluation.Accuracy, recall, [.. evaluation.Correct.Select((correct, exit) =>
            new EvalExit(exit + 1, evaluation.Answered[exit] / samples, correct / samples, evaluation.Macs[exit]))]);
    }
}

/// <summary>One exit of <see cref="EvalReport"/>.</summary>
/// <param name="Exit">From 1.</param>
/// <param name="Share">Share of the pictures it answers under the policy.</param>
/// <param name="Accuracy">Share of right answers when it is used alone.</param>
/// <param name="Macs">Multiply-accumulates up to and with it.</param>
internal sealed record EvalExit(int Exit, double Share, double Accuracy, long Macs);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, WriteIndented = true)]
[JsonSerializable(typeof(EvalReport))]
internal sealed partial class EvalJson : JsonSerializerContext;
