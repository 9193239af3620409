namespace Sensors.Simulation;

/// <summary>Shadows on the ground: the outline of a box, thrown along the light.</summary>
internal static class CastShadow
{
    private const double LongestShare = 2.2;

    /// <summary>Darkens the ground under and beside a box.</summary>
    /// <param name="canvas">Is darkened.</param>
    /// <param name="view">Camera.</param>
    /// <param name="sun">Unit vector towards the light.</param>
    /// <param name="box">The box that stands on the ground.</param>
    /// <param name="opacity">0 to 1.</param>
    /// <param name="softness">Width of the edge, metres.</param>
    public static void Draw(Canvas canvas, in Perspective view, Point3 sun, in Footprint box, double opacity, double softness)
    {
        Point3 right = new Point3(Wave.Cos(box.Heading), -Wave.Sin(box.Heading), 0) * (box.Width / 2);
        Point3 front = new Point3(Wave.Sin(box.Heading), Wave.Cos(box.Heading), 0) * (box.Length / 2);
        double reach = Math.Min(LongestShare, 1 / Math.Max(0.05, sun.Z)) * box.Height;
        Point3 throwOut = new(-sun.X * reach, -sun.Y * reach, 0);
        Span<Point2> points = stackalloc Point2[8];
        Span<Point2> hull = stackalloc Point2[9];
        for (int corner = 0; corner < 4; corner++)
        {
            Point3 ground = box.At + right * (corner < 2 ? -1 : 1) + front * (corner is 0 or 3 ? -1 : 1);
            points[corner] = view.Project(ground);
            points[corner + 4] = view.Project(ground + throwOut);
        }

        int count = ConvexHull.Find(points, hull);
        if (count < 3)
            return;
        double pixels = view.Focal / view.Depth(box.At);
        canvas.Fill(hull[..count], new Paint { IsShadow = true, Opacity = opacity, Softness = Math.Max(1, softness * pixels) });
    }
}
