namespace Sensors.Simulation;

/// <summary>The parts of one object, projected, which are then painted from far to near (painter's algorithm).</summary>
internal sealed class Sketch
{
    private const int MaxParts = 160;
    private const int MaxPoints = 4096;
    private const int CirclePoints = 10;
    private const int MaxCorners = 40;

    private static readonly Point2[] Circle = MakeCircle();

    private readonly Point2[] _points = new Point2[MaxPoints];
    private readonly Part[] _parts = new Part[MaxParts];
    private readonly int[] _order = new int[MaxParts];
    private readonly Point2[] _candidates = new Point2[CirclePoints * 24];
    private readonly Point2[] _hull = new Point2[CirclePoints * 24 + 1];
    private Perspective _view;
    private Lighting _light;
    private int _pointCount;
    private int _partCount;

    /// <summary>Where the parts are seen from.</summary>
    public ref readonly Perspective View => ref _view;

    /// <summary>Forgets all parts.</summary>
    public void Begin(in Perspective view, in Lighting light)
    {
        _view = view;
        _light = light;
        _pointCount = 0;
        _partCount = 0;
    }

    /// <summary>Adds the convex hull of spheres: a limb (2), a trunk (4), a head (1).</summary>
    /// <param name="balls">1 to 24 spheres; the first and the last give the direction of the limb.</param>
    /// <param name="surface">What it is made of.</param>
    /// <param name="nearer">Metres by which it counts as nearer when parts are put in order.</param>
    public void AddRound(ReadOnlySpan<Ball> balls, in Surface surface, double nearer = 0)
    {
        int count = 0;
        double depth = 0;
        foreach (Ball ball in balls)
        {
            Point2 middle = _view.Project(ball.Center);
            double z = _view.Depth(ball.Center);
            double radius = ball.Radius * _view.Focal / z;
            depth += z;
            foreach (Point2 p in Circle)
                _candidates[count++] = new Point2(middle.X + radius * _view.Squeeze * p.X, middle.Y + radius * p.Y);
        }

        depth /= balls.Length;
        int corners = ConvexHull.Find(_candidates.AsSpan(0, count), _hull);
        Point2 a = _view.Project(balls[0].Center);
        Point2 b = _view.Project(balls[^1].Center);
        Paint paint = RoundPaint(_hull.AsSpan(0, corners), new Point2(b.X - a.X, b.Y - a.Y), surface, depth);
        Push(_hull.AsSpan(0, corners), paint, depth - nearer);
    }

    /// <summary>Adds a flat convex face; left out when it shows its back.</summary>
    /// <param name="corners">3 to 24 corners.</param>
    /// <param name="normal">Direction out of the object, of length 1.</param>
    /// <param name="surface">What it is made of.</param>
    /// <param name="nearer">Metres by which it counts as nearer when parts are put in order.</param>
    public void AddFace(ReadOnlySpan<Point3> corners, Point3 normal, in Surface surface, double nearer = 0)
    {
        if ((corners[0] - _view.Eye).Dot(normal) >= 0)
            return;
        double depth = 0;
        for (int i = 0; i < corners.Length; i++)
        {
            _hull[i] = _view.Project(corners[i]);
            depth += _view.Depth(corners[i]);
        }

        depth /= corners.Length;
        double lit = surface.IsLamp ? 1 : _light.Ambient + _light.Diffuse * Math.Max(0, normal.Dot(_light.Sun));
        Span<Point2> polygon = _hull.AsSpan(0, corners.Length);
        Paint paint = FlatPaint(polygon, surface, depth);
        paint.Base *= lit;
        Push(polygon, paint, depth - nearer);
    }

    /// <summary>The smallest rectangle around all parts, pixels: its upper left and lower right corner.</summary>
    public (Point2 From, Point2 To) Bounds()
    {
        double left = double.MaxValue, top = double.MaxValue, right = double.MinValue, bottom = double.MinValue;
        foreach (Point2 p in _points.AsSpan(0, _pointCount))
        {
            left = Math.Min(left, p.X);
            right = Math.Max(right, p.X);
            top = Math.Min(top, p.Y);
            bottom = Math.Max(bottom, p.Y);
        }

        return (new Point2(left, top), new Point2(right, bottom));
    }

    /// <summary>Paints all parts, the farthest first.</summary>
    public void DrawTo(Canvas canvas)
    {
        for (int i = 0; i < _partCount; i++)
        {
            int j = i;
            while (j > 0 && _parts[_order[j - 1]].Depth < _parts[i].Depth)
            {
                _order[j] = _order[j - 1];
                j--;
            }

            _order[j] = i;
        }

        for (int i = 0; i < _partCount; i++)
        {
            ref Part part = ref _parts[_order[i]];
            canvas.Fill(_points.AsSpan(part.First, part.Count), part.Paint);
        }
    }

    private void Push(ReadOnlySpan<Point2> polygon, in Paint paint, double depth)
    {
        if (_partCount == MaxParts || _pointCount + polygon.Length > MaxPoints || polygon.Length < 3)
            return;
        int step = (polygon.Length + MaxCorners - 1) / MaxCorners;
        int first = _pointCount;
        for (int i = 0; i < polygon.Length; i += step)
            _points[_pointCount++] = polygon[i];
        _parts[_partCount++] = new Part(first, _pointCount - first, depth, paint);
    }

    private Paint RoundPaint(ReadOnlySpan<Point2> polygon, Point2 along, in Surface surface, double depth)
    {
        Paint paint = FlatPaint(polygon, surface, depth);
        double length = Math.Sqrt(along.X * along.X + along.Y * along.Y);
        Point2 across = length > 0.5 ? new Point2(-along.Y / length, along.X / length) : new Point2(1, 0);
        double reach = 0.5;
        foreach (Point2 p in polygon)
            reach = Math.Max(reach, Math.Abs((p.X - paint.Center.X) * across.X + (p.Y - paint.Center.Y) * across.Y));
        paint.Axis = new Point2(across.X / reach, across.Y / reach);
        double side = _light.Sun.Dot(_view.Right) * across.X - _light.Sun.Dot(_view.Up) * across.Y;
        paint.Light = surface.IsLamp ? 0 : _light.Diffuse * 0.75 * side;
        paint.Round = surface.IsLamp ? 0 : 0.28;
        double facing = Math.Max(0, -_view.Forward.Dot(_light.Sun));
        if (!surface.IsLamp)
            paint.Base *= _light.Ambient + _light.Diffuse * (0.35 + 0.45 * facing);
        return paint;
    }

    private Paint FlatPaint(ReadOnlySpan<Point2> polygon, in Surface surface, double depth)
    {
        double x = 0, y = 0, top = double.MaxValue, bottom = double.MinValue;
        foreach (Point2 p in polygon)
        {
            x += p.X;
            y += p.Y;
            top = Math.Min(top, p.Y);
            bottom = Math.Max(bottom, p.Y);
        }

        return new Paint
        {
            Base = surface.Luma,
            Center = new Point2(x / polygon.Length, y / polygon.Length),
            Vertical = -surface.Gloss / Math.Max(1, bottom - top),
            Texture = surface.Texture,
            Amplitude = surface.Amplitude,
            Frequency = depth / (_view.Focal * surface.Cell),
            Seed = surface.Seed,
            Opacity = 1,
            Softness = 1,
        };
    }

    private static Point2[] MakeCircle()
    {
        Point2[] circle = new Point2[CirclePoints];
        for (int i = 0; i < CirclePoints; i++)
            circle[i] = new Point2(Wave.Cos((i + 0.3) / CirclePoints), Wave.Sin((i + 0.3) / CirclePoints));
        return circle;
    }

    private readonly record struct Part(int First, int Count, double Depth, Paint Paint);
}
