using System.Globalization;
using Agent.Training;
using Optimizers.Learning.Rounds;
using Optimizers.Learning.Tuning;

namespace Agent.Commands;

/// <summary>What <c>vigie tune</c> says of a chain that has ended: as topic <c>learn</c> says it of the agent's.</summary>
internal static class TuneReport
{
    /// <summary>Prints it.</summary>
    /// <param name="tuner">The chain.</param>
    /// <param name="trace">Its risk after the burn-in.</param>
    /// <param name="samples">Of the place.</param>
    /// <param name="anchors">How many the chain and the guard see.</param>
    /// <param name="classes">Names.</param>
    /// <param name="seconds">Of a core.</param>
    public static void Print(StageTuner tuner, RiskTrace trace, SplitSamples samples, (int Rehearsed, int Guarded) anchors, IReadOnlyList<string> classes, double seconds)
    {
        Console.WriteLine($"samples  {Count(samples.Learned, classes)} learnt from; {Count(samples.Guarded, classes)} for the guard");
        Console.WriteLine($"anchors  {anchors.Rehearsed} learnt from, {anchors.Guarded} for the guard");
        string effective = double.IsNaN(trace.EffectiveSamples) ? "too short to say" : Invariant($"{trace.EffectiveSamples:F0} effective");
        Console.WriteLine(Invariant(
            $"chain    {tuner.Steps:N0} steps in {seconds:F1} s of a core, risk {Nats(tuner.FirstRisk):F2} → {Nats(tuner.Risk):F2} nats, {tuner.Draws} draws, {effective}"));
        Console.WriteLine($"accepted {Share(tuner, 0)} of moves of the layer, {Share(tuner, 1)} of the exit's");
    }

    private static string Count(IReadOnlyList<LabelledImage> images, IReadOnlyList<string> classes) => images.Count == 0 ? "none"
        : string.Join(", ", classes.Select((name, label) => $"{images.Count(image => image.Label == label)} {name}"));

    private static string Share(StageTuner tuner, int block) =>
        double.IsNaN(tuner.Acceptance(block)) ? "none" : tuner.Acceptance(block).ToString("P2", CultureInfo.InvariantCulture);

    private static double Nats(long risk) => risk / 65536.0;

    private static string Invariant(FormattableString text) => FormattableString.Invariant(text);
}
