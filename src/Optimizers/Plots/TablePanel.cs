namespace Optimizers.Plots;

/// <summary>A small table; the first column is read from the left, the others are numbers.</summary>
/// <param name="Title">Above it.</param>
/// <param name="Columns">Heads.</param>
/// <param name="Rows"><c>[rows][columns]</c>.</param>
public sealed record TablePanel(string Title, IReadOnlyList<string> Columns, IReadOnlyList<IReadOnlyList<string>> Rows) : IPanel
{
    private const double Size = 12;
    private const double RowHeight = 22;

    /// <inheritdoc/>
    public double Height => 32 + (RowHeight * Rows.Count);

    /// <inheritdoc/>
    public void Draw(SvgWriter svg, double x, double y, double width, double height)
    {
        ArgumentNullException.ThrowIfNull(svg);
        double first = Rows.Select(row => row[0]).Append(Columns[0]).Max(text => SvgWriter.TextWidth(text, Size)) + 12;
        double each = (width - first - 12) / Math.Max(1, Columns.Count - 1);
        double at = y + 16;
        Write(svg, x, at, first, each, Columns, true);
        svg.Line(x, at + 7, x + width - 12, at + 7, SvgWriter.Faint);
        foreach (IReadOnlyList<string> row in Rows)
        {
            at += RowHeight;
            Write(svg, x, at, first, each, row, false);
        }
    }

    private static void Write(SvgWriter svg, double x, double y, double first, double each, IReadOnlyList<string> cells, bool isHead)
    {
        string colour = isHead ? SvgWriter.Faint : SvgWriter.Ink;
        svg.Text(x, y, cells[0], Size, colour: colour);
        for (int i = 1; i < cells.Count; i++)
            svg.Text(x + first + (i * each), y, cells[i], Size, "end", colour);
    }
}
