namespace Optimizers.Plots;

/// <summary>Lines over two axes, with a legend where there is more than one line.</summary>
/// <param name="Title">Above it.</param>
/// <param name="X">From left to right.</param>
/// <param name="Y">From below to above.</param>
/// <param name="Lines">Drawn in order, the later above.</param>
public sealed record LinePanel(string Title, PlotAxis X, PlotAxis Y, IReadOnlyList<PlotLine> Lines) : IPanel
{
    private const double Small = 11;
    private const double LegendRow = 16;

    /// <inheritdoc/>
    public double Height => 272;

    /// <inheritdoc/>
    public void Draw(SvgWriter svg, double x, double y, double width, double height)
    {
        ArgumentNullException.ThrowIfNull(svg);
        AxisScale across = AxisScale.Of(X, Lines.SelectMany(line => line.X), 6, rounds: false);
        AxisScale up = AxisScale.Of(Y, Lines.SelectMany(line => line.Y), 5, rounds: true);
        double top = y + (Lines.Count > 1 ? DrawLegend(svg, x, y, width) : 0) + 6;
        double margin = 26 + up.Ticks.Max(tick => SvgWriter.TextWidth(tick.Text, Small));
        (double left, double right, double bottom) = (x + margin, x + width - 12, y + height - 38);
        DrawAxes(svg, across, up, (left, top, right, bottom));
        svg.Text((left + right) / 2, y + height - 6, X.Title, Small, "middle", SvgWriter.Faint);
        svg.Text(x + 10, (top + bottom) / 2, Y.Title, Small, "middle", SvgWriter.Faint, isUpright: true);
        for (int line = 0; line < Lines.Count; line++)
            DrawLine(svg, line, across, up, (left, top, right, bottom));
    }

    private static void DrawAxes(SvgWriter svg, AxisScale across, AxisScale up, (double Left, double Top, double Right, double Bottom) area)
    {
        foreach ((double value, string text) in up.Ticks)
        {
            double y = area.Bottom - (up.At(value) * (area.Bottom - area.Top));
            svg.Line(area.Left, y, area.Right, y, SvgWriter.Grid);
            svg.Text(area.Left - 6, y + 4, text, Small, "end", SvgWriter.Faint);
        }

        foreach ((double value, string text) in across.Ticks)
        {
            double x = area.Left + (across.At(value) * (area.Right - area.Left));
            svg.Line(x, area.Bottom, x, area.Bottom + 4, SvgWriter.Faint);
            svg.Text(x, area.Bottom + 16, text, Small, "middle", SvgWriter.Faint);
        }

        svg.Line(area.Left, area.Bottom, area.Right, area.Bottom, SvgWriter.Faint);
    }

    /// <summary>Rows of a sample and a name each; gives their height.</summary>
    private double DrawLegend(SvgWriter svg, double x, double y, double width)
    {
        double at = x, row = y + 10;
        for (int line = 0; line < Lines.Count; line++)
        {
            double needs = 36 + SvgWriter.TextWidth(Lines[line].Name, Small);
            if (at > x && at + needs > x + width)
                (at, row) = (x, row + LegendRow);
            svg.Path([(at, row - 4), (at + 18, row - 4)], line);
            svg.Text(at + 23, row, Lines[line].Name, Small);
            at += needs;
        }

        return row - y + 6;
    }

    /// <summary>Pieces without the points that the axes cannot show; a piece of one point is a dot.</summary>
    private void DrawLine(SvgWriter svg, int line, AxisScale across, AxisScale up, (double Left, double Top, double Right, double Bottom) area)
    {
        PlotLine drawn = Lines[line];
        List<(double X, double Y)> piece = [];
        for (int i = 0; i <= drawn.X.Count; i++)
        {
            double u = i < drawn.X.Count ? across.At(drawn.X[i]) : double.NaN, v = i < drawn.X.Count ? up.At(drawn.Y[i]) : double.NaN;
            if (double.IsFinite(u) && double.IsFinite(v))
            {
                // What is past an end that was asked for is drawn at it.
                piece.Add((area.Left + (Math.Clamp(u, 0, 1) * (area.Right - area.Left)), area.Bottom - (Math.Clamp(v, 0, 1) * (area.Bottom - area.Top))));
                continue;
            }

            svg.Path(piece, line);
            foreach ((double px, double py) in drawn.HasMarks || piece.Count == 1 ? piece : [])
                svg.Dot(px, py, line);
            piece.Clear();
        }
    }
}
