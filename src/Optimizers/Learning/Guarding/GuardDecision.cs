using static System.FormattableString;

namespace Optimizers.Learning.Guarding;

/// <summary>What a guard decided and by which figures.</summary>
/// <param name="Reason">Which check decided.</param>
/// <param name="Look">Number of the look, from 1; 0: none was spent.</param>
/// <param name="Class">The class it is about; −1: all.</param>
/// <param name="Counts">What the deciding check counted.</param>
/// <param name="Found">
/// The deciding figure: samples for the reasons that begin with Few, a bound of the loss for those of anchors, else a p-value.
/// </param>
/// <param name="Expected">What it is held against: at least, for ClassLost and the reasons that begin with Few; else at most.</param>
public sealed record GuardDecision(GuardReason Reason, int Look, int Class, PairedCounts Counts, double Found, double Expected)
{
    /// <summary>Whether the new weights may serve.</summary>
    public bool IsAccepted => Reason == GuardReason.Accepted;

    /// <summary>The decision as a sentence.</summary>
    public string Text
    {
        get
        {
            string of = Class < 0 ? "" : $" of class {Class}";
            return Reason switch
            {
                GuardReason.Accepted =>
                    Invariant($"accepted at look {Look}: {Counts} labelled samples, p = {Found:G3}, expected at most {Expected:G3}; not worse on the anchors"),
                GuardReason.FewSamples => Invariant($"refused: found {Found} labelled samples, expected at least {Expected}: fewer can show no gain"),
                GuardReason.FewAnchors or GuardReason.FewAnchorsOfClass =>
                    Invariant($"refused: found {Found} anchors{of}, expected at least {Expected}: fewer cannot show that nothing is lost"),
                GuardReason.LabelsDoubtful =>
                    Invariant($"refused at look {Look}: the serving weights agree with the labels by chance only, p = {Found:G3}, expected at most {Expected:G3}"),
                GuardReason.NotBetter => Invariant($"refused at look {Look}: {Counts} labelled samples, p = {Found:G3}, expected at most {Expected:G3}"),
                GuardReason.ClassLost => Invariant($"refused at look {Look}: {Counts} labelled samples{of}, p = {Found:G3}, expected at least {Expected:G3}"),
                _ => Invariant($"refused at look {Look}: {Counts} anchors{of}, up to {100 * Found:F2} points lost, expected at most {100 * Expected:F2}"),
            };
        }
    }
}
