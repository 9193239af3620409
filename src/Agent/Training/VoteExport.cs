using System.Globalization;
using Inference.Format;
using Optimizers.Learning.Guarding;
using Optimizers.Learning.Tuning;

namespace Agent.Training;

/// <summary>What <c>vigie tune --vote</c> writes: the vote of the draws instead of the last one.</summary>
internal static class VoteExport
{
    /// <summary>Makes the network and says its temperature.</summary>
    /// <param name="tuner">Done, with draws that differ in the exit alone.</param>
    /// <param name="stage">From 1.</param>
    /// <param name="guarded">Pictures that no draw was made from.</param>
    /// <exception cref="DataException">Too few draws.</exception>
    public static NetworkDefinition Of(StageTuner tuner, int stage, IReadOnlyList<LabelledImage> guarded)
    {
        if (tuner.Draws < 2)
            throw new DataException($"--vote: found {tuner.Draws} draws after {tuner.Steps} steps, expected 2 to 64; make --steps or --for longer");
        NetworkDefinition voting = DrawVote.Of([.. Enumerable.Range(0, tuner.Draws).Select(tuner.Export)], stage);
        Temperature fitted = DrawVote.Fit(voting, stage, [.. guarded.Select(image => image.Pixels)], [.. guarded.Select(image => image.Label)]);
        string why = guarded.Count == 0 ? "not fitted: without anchors no picture is the guard's"
            : fitted == Temperature.One ? $"not fitted: none of the guard's {guarded.Count} pictures is answered wrongly"
            : $"fitted on the guard's {guarded.Count} pictures";
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"vote of {tuner.Draws} draws, temperature {fitted.Value:F2}, {why}"));
        return DrawVote.Tempered(voting, stage, fitted);
    }
}
