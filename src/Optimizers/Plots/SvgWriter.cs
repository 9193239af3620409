using System.Globalization;
using System.Text;

namespace Optimizers.Plots;

/// <summary>SVG text, element by element. Fonts: whatever the viewer has as sans-serif. Numbers have a point and at most two decimals everywhere.</summary>
public sealed class SvgWriter
{
    /// <summary>Colour of text.</summary>
    public const string Ink = "#222222";

    /// <summary>Colour of axes and lesser text.</summary>
    public const string Faint = "#666666";

    /// <summary>Colour of the lines behind a plot.</summary>
    public const string Grid = "#e4e4e4";

    /// <summary>Colours that colour-blind eyes tell apart (Okabe and Ito 2008), the yellow left out on white.</summary>
    private static readonly string[] Colours = ["#0072b2", "#d55e00", "#009e73", "#cc79a7", "#e69f00", "#56b4e9", "#222222"];

    private readonly StringBuilder _text = new();

    /// <summary>Begins a picture on white, so that it reads on pages of any colour.</summary>
    public SvgWriter(double width, double height)
    {
        _text.Append(Invariant(
            $"<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{width:0.##}\" height=\"{height:0.##}\" viewBox=\"0 0 {width:0.##} {height:0.##}\" font-family=\"sans-serif\">\n"));
        _text.Append(Invariant($"<rect width=\"{width:0.##}\" height=\"{height:0.##}\" rx=\"8\" fill=\"#ffffff\"/>\n"));
    }

    /// <summary>About how wide a text is: no font is at hand to measure it.</summary>
    public static double TextWidth(string text, double size)
    {
        ArgumentNullException.ThrowIfNull(text);
        return text.Length * size * 0.56;
    }

    /// <summary>The colour of a line, the same for the same number; past the seventh they come again, dashed.</summary>
    public static string Colour(int line) => Colours[line % Colours.Length];

    /// <summary>A straight line.</summary>
    public void Line(double x1, double y1, double x2, double y2, string colour, double width = 1) => _text.Append(Invariant(
        $"<line x1=\"{x1:0.##}\" y1=\"{y1:0.##}\" x2=\"{x2:0.##}\" y2=\"{y2:0.##}\" stroke=\"{colour}\" stroke-width=\"{width:0.##}\"/>\n"));

    /// <summary>A line through points.</summary>
    public void Path(IReadOnlyList<(double X, double Y)> points, int line)
    {
        ArgumentNullException.ThrowIfNull(points);
        if (points.Count == 0)
            return;
        _text.Append("<path fill=\"none\" stroke-width=\"1.6\" stroke-linejoin=\"round\" stroke-linecap=\"round\"");
        _text.Append(Invariant($" stroke=\"{Colour(line)}\"{(line / Colours.Length % 2 == 1 ? " stroke-dasharray=\"5 4\"" : "")} d=\""));
        for (int i = 0; i < points.Count; i++)
            _text.Append(Invariant($"{(i == 0 ? "M" : "L")}{points[i].X:0.##} {points[i].Y:0.##}"));
        _text.Append("\"/>\n");
    }

    /// <summary>A dot.</summary>
    public void Dot(double x, double y, int line) => _text.Append(Invariant($"<circle cx=\"{x:0.##}\" cy=\"{y:0.##}\" r=\"2.8\" fill=\"{Colour(line)}\"/>\n"));

    /// <summary>Text.</summary>
    /// <param name="x">Where it begins, has its middle or ends.</param>
    /// <param name="y">Its base line.</param>
    /// <param name="text">Any characters.</param>
    /// <param name="size">Of the font, pixels.</param>
    /// <param name="anchor">start, middle or end.</param>
    /// <param name="colour">Of the letters.</param>
    /// <param name="isBold">Whether it is bold.</param>
    /// <param name="isUpright">Whether it is turned by a quarter, to be read from below.</param>
    public void Text(
        double x, double y, string text, double size, string anchor = "start", string colour = Ink, bool isBold = false, bool isUpright = false)
    {
        string turn = isUpright ? Invariant($" transform=\"rotate(-90 {x:0.##} {y:0.##})\"") : "";
        _text.Append(Invariant($"<text x=\"{x:0.##}\" y=\"{y:0.##}\" font-size=\"{size:0.##}\" text-anchor=\"{anchor}\" fill=\"{colour}\"{turn}"));
        _text.Append(isBold ? " font-weight=\"bold\">" : ">").Append(Escape(text)).Append("</text>\n");
    }

    /// <summary>The whole file.</summary>
    public string Finish() => _text + "</svg>\n";

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);

    /// <summary>Text as XML can hold it.</summary>
    private static string Escape(string text)
    {
        StringBuilder escaped = new();
        foreach (char letter in text)
        {
            escaped.Append(letter switch
            {
                '&' => "&amp;",
                '<' => "&lt;",
                '>' => "&gt;",
                '"' => "&quot;",
                < ' ' => " ",
                _ => letter.ToString(),
            });
        }

        return escaped.ToString();
    }
}
