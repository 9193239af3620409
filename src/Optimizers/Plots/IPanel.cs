namespace Optimizers.Plots;

/// <summary>One part of a page.</summary>
public interface IPanel
{
    /// <summary>Above it.</summary>
    string Title { get; }

    /// <summary>How high what is under the title wants to be.</summary>
    double Height { get; }

    /// <summary>Draws what is under the title into an area.</summary>
    void Draw(SvgWriter svg, double x, double y, double width, double height);
}
