namespace Sensors.Simulation;

/// <summary>How a filled polygon looks.</summary>
/// <remarks>
/// luma(x, y) = Base · (1 + Light·u − Round·u²) + Vertical·(y − Center.Y) + Amplitude·texture, where
/// u = (x − Center.X)·Axis.X + (y − Center.Y)·Axis.Y runs from −1 to 1 across the shape.
/// </remarks>
internal struct Paint
{
    /// <summary>Luma in the middle, 0 to 255.</summary>
    public double Base;

    /// <summary>Middle of the shape, pixels; the texture is fixed to it.</summary>
    public Point2 Center;

    /// <summary>Direction across the shape, 1/pixels.</summary>
    public Point2 Axis;

    /// <summary>Side light: relative change of luma from the middle to the lit edge.</summary>
    public double Light;

    /// <summary>Roundness: relative loss of luma at both edges.</summary>
    public double Round;

    /// <summary>Change of luma a row.</summary>
    public double Vertical;

    /// <summary>Pattern.</summary>
    public Texture Texture;

    /// <summary>Strength of the pattern, luma.</summary>
    public double Amplitude;

    /// <summary>Cells of the pattern a pixel.</summary>
    public double Frequency;

    /// <summary>Which cut of the pattern.</summary>
    public int Seed;

    /// <summary>0 to 1.</summary>
    public double Opacity;

    /// <summary>Pixels over which the edge fades; 1 is a sharp edge.</summary>
    public double Softness;

    /// <summary>True: darkens what is there by <see cref="Opacity"/> (a shadow) and covers nothing.</summary>
    public bool IsShadow;
}
