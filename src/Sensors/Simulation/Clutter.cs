namespace Sensors.Simulation;

/// <summary>Adds things that stand about and are neither people nor vehicles.</summary>
internal readonly ref struct Clutter
{
    private readonly Canvas _canvas;
    private readonly Sketch _sketch;
    private readonly Perspective _view;
    private readonly Lighting _light;
    private readonly Point3 _subject;

    /// <summary>Chooses where to draw.</summary>
    public Clutter(Canvas canvas, Sketch sketch, in Perspective view, in Lighting light, Point3 subject)
    {
        _canvas = canvas;
        _sketch = sketch;
        _view = view;
        _light = light;
        _subject = subject;
    }

    /// <summary>Adds some things behind the object.</summary>
    public void AddBehind(ref SceneRandom random, bool isOften)
    {
        int count = random.Chance(isOften ? 0.5 : 0.35) ? 1 + random.Below(3) : 0;
        for (int i = 0; i < count; i++)
            AddThing(_subject + new Point3(random.Uniform(-2.5, 2.5), random.Uniform(0.6, 5), 0), ref random);
    }

    /// <summary>Adds something that hides a part of the object.</summary>
    public void AddInFront(ref SceneRandom random)
    {
        Point3 toEye = new Point3(_view.Eye.X - _subject.X, _view.Eye.Y - _subject.Y, 0).Unit();
        Point3 at = _subject + toEye * random.Uniform(0.8, 2) + new Point3(random.Uniform(-0.8, 0.8), 0, 0);
        if (random.Chance(0.5))
            AddPole(at, ref random);
        else
            AddBox(at, random.Uniform(0.3, 0.8), ref random);
    }

    /// <summary>Adds what may set off a detector: a shadow alone, a light patch, marks, leaves, furniture.</summary>
    public void AddDistractor(in Actor phantom, ref SceneRandom random)
    {
        switch (random.Below(9))
        {
            case 0:
                CastShadow.Draw(_canvas, _view, _light.Sun, phantom.Footprint(0.9), random.Uniform(0.2, 0.7), random.Uniform(0.05, 0.6));
                break;
            case 1:
                AddShade(ref random);
                break;
            case 2:
                _canvas.Glow(Somewhere(ref random), _canvas.Width * random.Uniform(0.1, 0.7), random.Uniform(20, 160));
                break;
            case 3:
                AddLeaves(ref random);
                break;
            case 4:
                AddMarks(ref random);
                break;
            case 5 or 6:
                AddThing(_subject, ref random);
                break;
            default:
                break;
        }
    }

    private Point2 Somewhere(ref SceneRandom random) => new(random.Unit() * _canvas.Width, random.Unit() * _canvas.Height);

    private void AddThing(Point3 at, ref SceneRandom random)
    {
        double kind = random.Unit();
        if (kind < 0.3)
            AddPole(at, ref random);
        else if (kind < 0.55)
            AddBox(at, random.Uniform(0.3, 1.3), ref random);
        else if (kind < 0.75)
            AddTable(at, ref random);
        else
            AddTree(at, ref random);
    }

    private void AddPole(Point3 at, ref SceneRandom random)
    {
        double height = random.Chance(0.5) ? random.Uniform(0.7, 1.3) : random.Uniform(2, 7);
        double radius = random.Uniform(0.03, 0.16);
        _sketch.Begin(_view, _light);
        Surface surface = Surface.Cloth(random.Uniform(20, 230), 8, 0.2, random.Below(99));
        _sketch.AddRound([new Ball(at, radius), new Ball(at + new Point3(0, 0, height), radius)], surface);
        if (random.Chance(0.3))
            new VehicleBody(_sketch, at + new Point3(0, 0, height), random.Unit()).AddProfile(
                [new(-0.3, -0.3), new(0.3, -0.3), new(0.3, 0.3), new(-0.3, 0.3)], 0.02, 0.02, Surface.Plain(random.Uniform(40, 240)), 1);
        _sketch.DrawTo(_canvas);
    }

    private void AddBox(Point3 at, double height, ref SceneRandom random)
    {
        double length = random.Uniform(0.15, 1.2);
        double width = random.Uniform(0.15, 0.9);
        CastShadow.Draw(_canvas, _view, _light.Sun, new Footprint(at, 0, width * 2, length * 2, height), 0.3, 0.1);
        _sketch.Begin(_view, _light);
        Surface surface = Surface.Cloth(random.Uniform(20, 230), random.Uniform(0, 20), random.Uniform(0.05, 0.5), random.Below(99));
        new VehicleBody(_sketch, at, random.Unit()).AddProfile(
            [new(-length, 0), new(length, 0), new(length, height), new(-length, height)], width, width, surface, 0);
        _sketch.DrawTo(_canvas);
    }

    private void AddTable(Point3 at, ref SceneRandom random)
    {
        double height = random.Uniform(0.45, 1.1);
        double radius = random.Uniform(0.2, 0.7);
        Surface top = Surface.Plain(random.Uniform(30, 240));
        Surface leg = Surface.Plain(random.Uniform(20, 180));
        Span<Point3> ring = stackalloc Point3[16];
        for (int i = 0; i < ring.Length; i++)
            ring[i] = at + new Point3(radius * Wave.Cos(i / 16.0), radius * Wave.Sin(i / 16.0), height);
        _sketch.Begin(_view, _light);
        bool hasFour = random.Chance(0.5);
        for (int i = 0; i < (hasFour ? 4 : 1); i++)
        {
            Point3 foot = hasFour ? new Point3(radius * 0.8 * Wave.Cos(i / 4.0), radius * 0.8 * Wave.Sin(i / 4.0), 0) : default;
            _sketch.AddRound([new Ball(at + foot, 0.025), new Ball(at + foot + new Point3(0, 0, height), 0.025)], leg);
        }

        _sketch.AddFace(ring, new Point3(0, 0, 1), top, 2);
        _sketch.DrawTo(_canvas);
    }

    private void AddTree(Point3 at, ref SceneRandom random)
    {
        Surface bark = Surface.Cloth(random.Uniform(20, 110), 25, 0.08, random.Below(99));
        Surface leaves = Surface.Cloth(random.Uniform(25, 120), 40, random.Uniform(0.06, 0.3), random.Below(99));
        double height = random.Uniform(0, 2.5);
        _sketch.Begin(_view, _light);
        _sketch.AddRound([new Ball(at, 0.12), new Ball(at + new Point3(0, 0, height + 0.5), 0.09)], bark);
        for (int i = 0; i < 7; i++)
        {
            Point3 off = new(random.Uniform(-0.8, 0.8), random.Uniform(-0.6, 0.6), height + random.Uniform(0, 1.2));
            _sketch.AddRound([new Ball(at + off, random.Uniform(0.2, 0.7))], leaves);
        }

        _sketch.DrawTo(_canvas);
    }

    private void AddShade(ref SceneRandom random)
    {
        Span<Point2> corners = stackalloc Point2[5];
        for (int i = 0; i < 5; i++)
        {
            double radius = _canvas.Width * random.Uniform(0.2, 0.6);
            corners[i] = new Point2(_canvas.Width / 2.0 + radius * Wave.Cos(i / 5.0), _canvas.Height / 2.0 + radius * Wave.Sin(i / 5.0));
        }

        Span<Point2> hull = stackalloc Point2[6];
        int count = ConvexHull.Find(corners, hull);
        _canvas.Fill(hull[..count], new Paint { IsShadow = true, Opacity = random.Uniform(0.15, 0.6), Softness = random.Uniform(1, 25) });
    }

    private void AddLeaves(ref SceneRandom random)
    {
        int count = 1 + random.Below(30);
        double luma = random.Uniform(10, 220);
        Span<Point2> corners = stackalloc Point2[3];
        for (int i = 0; i < count; i++)
        {
            Point2 middle = Somewhere(ref random);
            double size = random.Uniform(2, count < 4 ? 25 : 9);
            for (int k = 0; k < 3; k++)
                corners[k] = new Point2(middle.X + size * random.Uniform(-1, 1), middle.Y + size * random.Uniform(-1, 1));
            _canvas.Fill(corners, new Paint { Base = luma + 20 * random.Bell(), Center = middle, Opacity = 1, Softness = 1.5 });
        }
    }

    private void AddMarks(ref SceneRandom random)
    {
        double luma = random.Chance(0.7) ? random.Uniform(170, 250) : random.Uniform(20, 60);
        double turn = random.Unit();
        Point3 along = new(Wave.Sin(turn), Wave.Cos(turn), 0);
        Point3 side = new(along.Y, -along.X, 0);
        _sketch.Begin(_view, _light);
        for (int i = 0; i < 1 + random.Below(4); i++)
        {
            Point3 at = _subject + side * random.Uniform(-2, 2) + along * random.Uniform(-1, 1);
            Point3 a = along * random.Uniform(0.3, 3);
            Point3 b = side * random.Uniform(0.06, 0.25);
            _sketch.AddFace([at - a - b, at + a - b, at + a + b, at - a + b], new Point3(0, 0, 1), Surface.Plain(luma));
        }

        _sketch.DrawTo(_canvas);
    }
}
