namespace Optimizers.Plots;

/// <summary>Panels under a title, row by row.</summary>
/// <param name="Title">What all of it shows.</param>
/// <param name="Subtitle">How it was made, in smaller letters; may be empty.</param>
/// <param name="Panels">From left to right, then down.</param>
/// <param name="Columns">Panels side by side.</param>
public sealed record PlotPage(string Title, string Subtitle, IReadOnlyList<IPanel> Panels, int Columns = 2)
{
    private const double PanelWidth = 470;
    private const double PanelHead = 28;
    private const double Border = 24;
    private const double Head = 64;

    /// <summary>The page as an SVG file.</summary>
    public string ToSvg()
    {
        int columns = Math.Min(Columns, Math.Max(1, Panels.Count));
        IPanel[][] rows = [.. Panels.Chunk(columns)];
        double height = Head + rows.Sum(row => PanelHead + row.Max(panel => panel.Height) + Border);
        SvgWriter svg = new(Border + (columns * (PanelWidth + Border)), height);
        svg.Text(Border, 32, Title, 18, isBold: true);
        svg.Text(Border, 52, Subtitle, 12, colour: SvgWriter.Faint);
        double y = Head;
        foreach (IPanel[] row in rows)
        {
            double high = row.Max(panel => panel.Height);
            for (int i = 0; i < row.Length; i++)
            {
                double x = Border + (i * (PanelWidth + Border));
                svg.Text(x, y + 18, row[i].Title, 14, isBold: true);
                row[i].Draw(svg, x, y + PanelHead, PanelWidth, high);
            }

            y += PanelHead + high + Border;
        }

        return svg.Finish();
    }
}
