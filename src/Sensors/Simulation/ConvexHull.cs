namespace Sensors.Simulation;

/// <summary>Convex hull in the plane: Andrew's monotone chain (Information Processing Letters 9(5), 1979).</summary>
internal static class ConvexHull
{
    /// <summary>Writes the hull's corners; sorts <paramref name="points"/>.</summary>
    /// <param name="points">At least 3 points; left in the order of x, then y.</param>
    /// <param name="hull">Receives the corners; room for one more than there are points.</param>
    /// <returns>How many corners.</returns>
    public static int Find(Span<Point2> points, Span<Point2> hull)
    {
        Sort(points);
        int count = 0;
        for (int i = 0; i < points.Length; i++)
            Push(points[i], hull, ref count, 2);
        int lower = count + 1;
        for (int i = points.Length - 2; i >= 0; i--)
            Push(points[i], hull, ref count, lower);
        return count - 1;
    }

    private static void Push(Point2 p, Span<Point2> hull, ref int count, int keep)
    {
        while (count >= keep && Turn(hull[count - 2], hull[count - 1], p) <= 0)
            count--;
        hull[count++] = p;
    }

    private static double Turn(Point2 a, Point2 b, Point2 c) => (b.X - a.X) * (c.Y - a.Y) - (b.Y - a.Y) * (c.X - a.X);

    private static void Sort(Span<Point2> points)
    {
        for (int i = 1; i < points.Length; i++)
        {
            Point2 p = points[i];
            int j = i;
            while (j > 0 && (points[j - 1].X > p.X || (points[j - 1].X == p.X && points[j - 1].Y > p.Y)))
            {
                points[j] = points[j - 1];
                j--;
            }

            points[j] = p;
        }
    }
}
