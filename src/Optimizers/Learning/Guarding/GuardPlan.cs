namespace Optimizers.Learning.Guarding;

/// <summary>The levels and margins of a guard; all in millionths, above 0 and below 1,000,000.</summary>
/// <param name="Classes">Classes of the network, at least 2.</param>
/// <param name="BetterPpm">
/// α: probability that weights ever come to serve that are not better than those they replace, on samples as the labelled ones.
/// </param>
/// <param name="NotWorsePpm">β: probability that weights ever come to serve that lose more than the margin on pictures as the anchors.</param>
/// <param name="MarginPpm">The loss in accuracy, against the shipped weights, that is borne on pictures as the anchors.</param>
/// <param name="ClassPpm">γ: probability that weights ever come to serve that lose more than the class's margin, of any one class.</param>
/// <param name="ClassMarginPpm">The loss in recall of a class that is borne.</param>
/// <param name="LabelsPpm">Probability that a look at labels that agree with the serving weights by chance only, or less, passes them.</param>
/// <param name="VetoPpm">The p-value below which a class of the labelled samples counts as worse. It only refuses.</param>
public sealed record GuardPlan(
    int Classes,
    int BetterPpm = 50_000,
    int NotWorsePpm = 50_000,
    int MarginPpm = 10_000,
    int ClassPpm = 50_000,
    int ClassMarginPpm = 100_000,
    int LabelsPpm = 10_000,
    int VetoPpm = 10_000)
{
    /// <summary>A plan that bears another loss on pictures as the anchors; of one class twice as much.</summary>
    /// <param name="classes">Of the network.</param>
    /// <param name="margin">Share, 0.000001 to 0.5.</param>
    public static GuardPlan Of(int classes, double margin)
    {
        GuardPlan plan = new(classes);
        int ppm = (int)Math.Round(margin * 1e6);
        return plan with { MarginPpm = ppm, ClassMarginPpm = Math.Max(Math.Min(2 * ppm, 999_999), plan.ClassMarginPpm) };
    }

    /// <summary>α.</summary>
    internal double Better => BetterPpm / 1e6;

    /// <summary>β.</summary>
    internal double NotWorse => NotWorsePpm / 1e6;

    /// <summary>Loss borne.</summary>
    internal double Margin => MarginPpm / 1e6;

    /// <summary>γ.</summary>
    internal double Class => ClassPpm / 1e6;

    /// <summary>Loss of a class borne.</summary>
    internal double ClassMargin => ClassMarginPpm / 1e6;

    /// <summary>Level of the labels' agreement.</summary>
    internal double Labels => LabelsPpm / 1e6;

    /// <summary>Level of a veto.</summary>
    internal double Veto => VetoPpm / 1e6;

    /// <exception cref="ArgumentOutOfRangeException">A number out of its range.</exception>
    internal void Check()
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(Classes, 2);
        foreach (int ppm in (ReadOnlySpan<int>)[BetterPpm, NotWorsePpm, MarginPpm, ClassPpm, ClassMarginPpm, LabelsPpm, VetoPpm])
        {
            if (ppm is < 1 or > 999_999)
                throw new ArgumentOutOfRangeException(nameof(BetterPpm), ppm, "expected levels and margins of 1 to 999,999 millionths");
        }
    }
}
