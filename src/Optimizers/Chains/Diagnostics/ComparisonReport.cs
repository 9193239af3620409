using Optimizers.Plots;

namespace Optimizers.Chains.Diagnostics;

/// <summary>Optimizers side by side: accuracy against seconds of training and against the size of the data, both in equal ratios.</summary>
public static class ComparisonReport
{
    /// <summary>Draws the page; a panel without curves is left out.</summary>
    /// <param name="title">On what data.</param>
    /// <param name="subtitle">How it was measured, on what machine.</param>
    /// <param name="overTime">Accuracy against seconds.</param>
    /// <param name="overSamples">Accuracy against samples trained on.</param>
    public static PlotPage Of(
        string title, string subtitle, IReadOnlyList<ComparisonCurve> overTime, IReadOnlyList<ComparisonCurve> overSamples)
    {
        ArgumentNullException.ThrowIfNull(overTime);
        ArgumentNullException.ThrowIfNull(overSamples);
        List<IPanel> panels = [];
        if (overTime.Count > 0)
            panels.Add(Panel("Accuracy against time", "training time (s)", overTime));
        if (overSamples.Count > 0)
            panels.Add(Panel("Accuracy against data", "training samples", overSamples));
        return new PlotPage(title, subtitle, panels);
    }

    private static LinePanel Panel(string title, string given, IReadOnlyList<ComparisonCurve> curves) => new(
        title,
        new PlotAxis(given, IsLog: true),
        new PlotAxis("test accuracy (%)"),
        [.. curves.Select(curve => new PlotLine(curve.Name, curve.Given, [.. curve.Accuracy.Select(share => 100 * share)], HasMarks: true))]);
}
