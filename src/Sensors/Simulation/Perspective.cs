namespace Sensors.Simulation;

/// <summary>A pinhole camera: from metres in the scene to pixels in the picture.</summary>
internal readonly struct Perspective
{
    /// <summary>Places the camera.</summary>
    /// <param name="eye">Where it stands.</param>
    /// <param name="yaw">Turned to the right, turns.</param>
    /// <param name="pitch">Looking down, turns, less than a quarter.</param>
    /// <param name="focal">Focal length, pixels.</param>
    /// <param name="center">Where the optical axis meets the picture.</param>
    /// <param name="roll">Turned clockwise about the optical axis, turns: its right side is the lower one.</param>
    public Perspective(Point3 eye, double yaw, double pitch, double focal, Point2 center, double roll = 0)
    {
        Eye = eye;
        Focal = focal;
        Center = center;
        Squeeze = 1;
        double level = Wave.Cos(pitch);
        Forward = new Point3(Wave.Sin(yaw) * level, Wave.Cos(yaw) * level, -Wave.Sin(pitch));
        Right = new Point3(Wave.Cos(yaw), -Wave.Sin(yaw), 0);
        Up = Right.Cross(Forward);
        // The cosine of 0 is not exactly 1 (Wave): a level camera must not be turned at all.
        if (roll == 0)
            return;
        (Point3 right, Point3 up) = (Right, Up);
        Right = right * Wave.Cos(roll) - up * Wave.Sin(roll);
        Up = up * Wave.Cos(roll) + right * Wave.Sin(roll);
    }

    /// <summary>Where the camera stands.</summary>
    public Point3 Eye { get; }

    /// <summary>Focal length, pixels.</summary>
    public double Focal { get; private init; }

    /// <summary>Where the optical axis meets the picture.</summary>
    public Point2 Center { get; private init; }

    /// <summary>Unit vector of the optical axis.</summary>
    public Point3 Forward { get; }

    /// <summary>Unit vector to the right.</summary>
    public Point3 Right { get; }

    /// <summary>Unit vector upwards in the picture.</summary>
    public Point3 Up { get; }

    /// <summary>Width of a pixel's height: above 1 the picture is stretched sideways.</summary>
    public double Squeeze { get; private init; }

    /// <summary>The same camera with a rectangle of the picture stretched to a square.</summary>
    /// <param name="from">Upper left corner of the rectangle.</param>
    /// <param name="to">Lower right corner.</param>
    /// <param name="size">Rows and columns of the square.</param>
    public Perspective Stretch(Point2 from, Point2 to, int size)
    {
        double across = size / (to.X - from.X);
        double down = size / (to.Y - from.Y);
        return this with
        {
            Focal = Focal * down,
            Squeeze = Squeeze * across / down,
            Center = new Point2((Center.X - from.X) * across, (Center.Y - from.Y) * down),
        };
    }

    /// <summary>Distance along the optical axis, metres, at least 0.05.</summary>
    public double Depth(Point3 point) => Math.Max(0.05, (point - Eye).Dot(Forward));

    /// <summary>Where a point appears.</summary>
    public Point2 Project(Point3 point)
    {
        Point3 d = point - Eye;
        double k = Focal / Math.Max(0.05, d.Dot(Forward));
        return new Point2(Center.X + d.Dot(Right) * k * Squeeze, Center.Y - d.Dot(Up) * k);
    }

    /// <summary>Direction of the ray through a pixel, of length 1 along the optical axis.</summary>
    public Point3 Ray(double x, double y) =>
        Forward + Right * ((x - Center.X) / (Focal * Squeeze)) - Up * ((y - Center.Y) / Focal);
}
