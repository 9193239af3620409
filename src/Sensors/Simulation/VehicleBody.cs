namespace Sensors.Simulation;

/// <summary>Adds convex bodies, panes and wheels in the axes of one vehicle to a sketch.</summary>
internal readonly struct VehicleBody
{
    private const int WheelCorners = 14;

    private readonly Sketch _sketch;
    private readonly Point3 _at;
    private readonly Point3 _right;
    private readonly Point3 _front;

    /// <summary>Places the axes.</summary>
    public VehicleBody(Sketch sketch, Point3 at, double heading)
    {
        _sketch = sketch;
        _at = at;
        _right = new Point3(Wave.Cos(heading), -Wave.Sin(heading), 0);
        _front = new Point3(Wave.Sin(heading), Wave.Cos(heading), 0);
    }

    /// <summary>Distance of the camera from the point on the axis at <paramref name="y"/>, metres.</summary>
    public double Distance(double y) => (At(0, y, 1) - _sketch.View.Eye).Length;

    /// <summary>Draws a convex profile out across the width.</summary>
    /// <param name="profile">Corners (y, z), anticlockwise with y to the right.</param>
    /// <param name="low">Half the width at the lowest corner.</param>
    /// <param name="high">Half the width at the highest corner.</param>
    /// <param name="surface">Paint.</param>
    /// <param name="layer">Metres by which it counts as nearer.</param>
    public void AddProfile(ReadOnlySpan<Point2> profile, double low, double high, in Surface surface, double layer)
    {
        double bottom = double.MaxValue, top = double.MinValue;
        foreach (Point2 p in profile)
        {
            bottom = Math.Min(bottom, p.Y);
            top = Math.Max(top, p.Y);
        }

        Span<Point3> left = stackalloc Point3[profile.Length];
        Span<Point3> right = stackalloc Point3[profile.Length];
        for (int i = 0; i < profile.Length; i++)
        {
            double w = low + (high - low) * (profile[i].Y - bottom) / (top - bottom);
            left[i] = At(-w, profile[i].X, profile[i].Y);
            right[i] = At(w, profile[i].X, profile[i].Y);
        }

        AddSolidFace(left, _right * -1, surface, layer);
        AddSolidFace(right, _right, surface, layer);
        for (int i = 0; i < profile.Length; i++)
        {
            int j = (i + 1) % profile.Length;
            Point2 along = new(profile[j].X - profile[i].X, profile[j].Y - profile[i].Y);
            Point3 outward = _front * along.Y + new Point3(0, 0, -along.X);
            AddSolidFace([left[i], right[i], right[j], left[j]], outward, surface, layer);
        }
    }

    /// <summary>Adds a pane to a face across the vehicle that leans from (y0, z0) to (y1, z1); it faces where it leans away from.</summary>
    public void AddPane(
        double y0, double y1, double z0, double z1, double low, double high, Pane pane, in Surface surface, double layer, bool isRear = false)
    {
        bool rear = isRear || y0 < y1;
        Point3 a = At(-low, y0, z0), b = At(low, y0, z0), c = At(high, y1, z1), d = At(-high, y1, z1);
        Point3 outward = (_front * (z1 - z0) + new Point3(0, 0, y0 - y1)) * (rear ? -1 : 1);
        _sketch.AddFace(
            [Mix(a, b, c, d, pane.U0, pane.V0), Mix(a, b, c, d, pane.U1, pane.V0), Mix(a, b, c, d, pane.U1, pane.V1), Mix(a, b, c, d, pane.U0, pane.V1)],
            outward.Unit(), surface, layer);
    }

    /// <summary>Adds the windows of both sides.</summary>
    public void AddSidePanes(Cabin c, double low, double high, int windows, in Surface surface, double layer)
    {
        foreach (int side in (ReadOnlySpan<int>)[-1, 1])
        {
            double w0 = side * (low + 0.005), w1 = side * (high + 0.005);
            Point3 a = At(w0, c.Rear, c.Belt), b = At(w0, c.Front, c.Belt), e = At(w1, c.RoofFront, c.Roof), f = At(w1, c.RoofRear, c.Roof);
            for (int i = 0; i < windows; i++)
            {
                double u0 = 0.05 + 0.9 * i / windows, u1 = 0.05 + 0.9 * (i + 1) / windows - 0.03;
                _sketch.AddFace(
                    [Mix(a, b, e, f, u0, 0.08), Mix(a, b, e, f, u1, 0.08), Mix(a, b, e, f, u1, 0.86), Mix(a, b, e, f, u0, 0.86)],
                    _right * side, surface, layer);
            }
        }
    }

    /// <summary>Adds an upright rectangle to both sides.</summary>
    public void AddSideStrip(double y0, double y1, double z0, double z1, double w, in Surface surface, double layer)
    {
        foreach (int side in (ReadOnlySpan<int>)[-1, 1])
            _sketch.AddFace([At(side * w, y0, z0), At(side * w, y1, z0), At(side * w, y1, z1), At(side * w, y0, z1)], _right * side, surface, layer);
    }

    /// <summary>Adds a disc to both sides.</summary>
    public void AddWheel(double y, double x, double radius, in Surface surface, double layer)
    {
        Span<Point3> corners = stackalloc Point3[WheelCorners];
        foreach (int side in (ReadOnlySpan<int>)[-1, 1])
        {
            for (int i = 0; i < WheelCorners; i++)
            {
                double turn = (double)i / WheelCorners;
                corners[i] = At(side * x, y + radius * Wave.Cos(turn), Math.Max(0.32, radius) + radius * Wave.Sin(turn));
            }

            _sketch.AddFace(corners, _right * side, surface, layer);
        }
    }

    /// <summary>Adds the tread of a tyre, seen from the front or the rear.</summary>
    public void AddTyre(double y, double x, double radius, in Surface surface, double layer)
    {
        foreach (int end in (ReadOnlySpan<int>)[-1, 1])
        {
            double edge = y + end * radius;
            _sketch.AddFace(
                [At(x - 0.1, edge, 0.02), At(x + 0.1, edge, 0.02), At(x + 0.1, edge, 0.5), At(x - 0.1, edge, 0.5)], _front * end, surface, layer);
        }
    }

    /// <summary>Adds a disc that faces to the rear.</summary>
    public void AddBackDisc(double y, double z, double radius, in Surface surface, double layer)
    {
        Span<Point3> corners = stackalloc Point3[WheelCorners];
        for (int i = 0; i < WheelCorners; i++)
            corners[i] = At(radius * Wave.Cos((double)i / WheelCorners), y, z + radius * Wave.Sin((double)i / WheelCorners));
        _sketch.AddFace(corners, _front * -1, surface, layer);
    }

    private void AddSolidFace(ReadOnlySpan<Point3> corners, Point3 outward, in Surface surface, double layer) =>
        _sketch.AddFace(corners, outward.Unit(), surface, layer);

    private Point3 At(double x, double y, double z) => _at + _right * x + _front * y + new Point3(0, 0, z);

    private static Point3 Mix(Point3 a, Point3 b, Point3 c, Point3 d, double u, double v) =>
        (a * (1 - u) + b * u) * (1 - v) + (d * (1 - u) + c * u) * v;
}
