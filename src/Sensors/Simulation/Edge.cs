namespace Sensors.Simulation;

/// <summary>One side of a convex polygon: A·x + B·y + C is the distance in pixels, positive inside.</summary>
internal readonly record struct Edge(double A, double B, double C)
{
    /// <summary>Makes the edges of a polygon; sides shorter than a thousandth of a pixel are left out.</summary>
    /// <returns>How many edges were written.</returns>
    public static int Make(ReadOnlySpan<Point2> polygon, Span<Edge> edges)
    {
        double area = 0;
        for (int i = 0; i < polygon.Length; i++)
        {
            Point2 p = polygon[i];
            Point2 q = polygon[(i + 1) % polygon.Length];
            area += p.X * q.Y - q.X * p.Y;
        }

        double sign = area >= 0 ? 1 : -1;
        int count = 0;
        for (int i = 0; i < polygon.Length; i++)
        {
            Point2 p = polygon[i];
            Point2 q = polygon[(i + 1) % polygon.Length];
            double dx = q.X - p.X;
            double dy = q.Y - p.Y;
            double length = Math.Sqrt(dx * dx + dy * dy);
            if (length < 0.001)
                continue;
            double a = -dy * sign / length;
            double b = dx * sign / length;
            edges[count++] = new Edge(a, b, -(a * p.X + b * p.Y));
        }

        return count;
    }

    /// <summary>Narrows an interval of columns to where A·x + <paramref name="rest"/> is not negative.</summary>
    public void Narrow(double rest, ref double from, ref double to)
    {
        if (A > 1e-9)
            from = Math.Max(from, -rest / A);
        else if (A < -1e-9)
            to = Math.Min(to, -rest / A);
        else if (rest < 0)
            to = double.MinValue;
    }
}
