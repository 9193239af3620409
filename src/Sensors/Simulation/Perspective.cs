namespace Sensors.Simulation;

/// <summary>A pinhole camera without roll: from metres in the scene to pixels in the picture.</summary>
internal readonly struct Perspective
{
    /// <summary>Places the camera.</summary>
    /// <param name="eye">Where it stands.</param>
    /// <param name="yaw">Turned to the right, turns.</param>
    /// <param name="pitch">Looking down, turns, less than a quarter.</param>
    /// <param name="focal">Focal length, pixels.</param>
    /// <param name="center">Where the optical axis meets the picture.</param>
    public Perspective(Point3 eye, double yaw, double pitch, double focal, Point2 center)
    {
        Eye = eye;
        Focal = focal;
        Center = center;
        double level = Wave.Cos(pitch);
        Forward = new Point3(Wave.Sin(yaw) * level, Wave.Cos(yaw) * level, -Wave.Sin(pitch));
        Right = new Point3(Wave.Cos(yaw), -Wave.Sin(yaw), 0);
        Up = Right.Cross(Forward);
    }

    /// <summary>Where the camera stands.</summary>
    public Point3 Eye { get; }

    /// <summary>Focal length, pixels.</summary>
    public double Focal { get; }

    /// <summary>Where the optical axis meets the picture.</summary>
    public Point2 Center { get; }

    /// <summary>Unit vector of the optical axis.</summary>
    public Point3 Forward { get; }

    /// <summary>Unit vector to the right.</summary>
    public Point3 Right { get; }

    /// <summary>Unit vector upwards in the picture.</summary>
    public Point3 Up { get; }

    /// <summary>The same camera with the picture moved and enlarged.</summary>
    public Perspective Zoom(double scale, Point2 origin) => new(this, scale, origin);

    private Perspective(Perspective from, double scale, Point2 origin)
    {
        this = from;
        Focal = from.Focal * scale;
        Center = new Point2((from.Center.X - origin.X) * scale, (from.Center.Y - origin.Y) * scale);
    }

    /// <summary>Distance along the optical axis, metres, at least 0.05.</summary>
    public double Depth(Point3 point) => Math.Max(0.05, (point - Eye).Dot(Forward));

    /// <summary>Where a point appears.</summary>
    public Point2 Project(Point3 point)
    {
        Point3 d = point - Eye;
        double k = Focal / Math.Max(0.05, d.Dot(Forward));
        return new Point2(Center.X + d.Dot(Right) * k, Center.Y - d.Dot(Up) * k);
    }

    /// <summary>Direction of the ray through a pixel, of length 1 along the optical axis.</summary>
    public Point3 Ray(double x, double y) =>
        Forward + Right * ((x - Center.X) / Focal) - Up * ((y - Center.Y) / Focal);
}
