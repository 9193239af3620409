namespace Sensors.Simulation;

/// <summary>Working memory and the order of steps for one training crop after another.</summary>
internal sealed class CropStage
{
    private const double AnyFocal = 1000;

    private readonly Canvas _canvas;
    private readonly Sketch _sketch = new();
    private readonly CropDefects _defects;

    /// <summary>Makes the memory for crops of a size.</summary>
    public CropStage(int size)
    {
        Size = size;
        _canvas = new Canvas(size * 2, size * 2);
        _defects = new CropDefects(size);
    }

    /// <summary>Rows and columns of a crop.</summary>
    public int Size { get; }

    /// <summary>Renders one crop.</summary>
    public void Render(long seed, SceneClass? what, Span<byte> crop)
    {
        SceneRandom random = new(seed * 3 + (what is null ? 0 : 1 + (long)what.Value));
        SceneClass shape = what ?? (random.Chance(0.5) ? SceneClass.Person : SceneClass.Vehicle);
        Actor subject = Actor.Random(shape, ref random);
        Lighting light = Lighting.Random(ref random);
        bool isNight = random.Chance(0.06);
        Perspective far = Aim(shape, ref subject, ref random);
        Perspective view = Frame(far, light, subject, ref random);
        _canvas.Begin(0, 0);
        CropBackground.Draw(_canvas, view, subject.At, ref random);
        Clutter clutter = new(_canvas, _sketch, view, light, subject.At);
        clutter.AddBehind(ref random, what is null);
        if (what is null)
            clutter.AddDistractor(subject, ref random);
        else
            AddObjects(subject, view, light, isNight, ref random);
        if (random.Chance(what is null ? 0.3 : 0.12))
            clutter.AddInFront(ref random);
        _defects.Apply(_canvas.Luma, crop, isNight, ref random);
    }

    private static Perspective Aim(SceneClass shape, ref Actor subject, ref SceneRandom random)
    {
        double style = random.Unit();
        double height, distance;
        if (shape == SceneClass.Person)
        {
            height = style < 0.55 ? random.Uniform(1.0, 4.5) : style < 0.8 ? random.Uniform(2.3, 4.0) : random.Uniform(4, 9);
            distance = style < 0.55 ? random.Uniform(4, 25) : style < 0.8 ? random.Uniform(1.6, 4.5) : random.Uniform(4, 14);
        }
        else
        {
            height = style < 0.4 ? random.Uniform(1.3, 4) : random.Uniform(4, 12);
            distance = style < 0.4 ? random.Uniform(6, 30) : height * random.Uniform(1.4, 6);
        }

        double side = random.Uniform(-0.4, 0.4) * distance;
        subject.At = new Point3(side, distance, 0);
        double slope = height / distance;
        double angle = 0.159 * slope / Math.Sqrt(1 + 0.6 * slope * slope);
        double pitch = Math.Clamp(angle + random.Uniform(-0.05, 0.04), 0, 0.2);
        return new Perspective(new Point3(0, 0, height), random.Uniform(-0.02, 0.02), pitch, AnyFocal, new Point2(0, 0));
    }

    private Perspective Frame(in Perspective far, in Lighting light, in Actor subject, ref SceneRandom random)
    {
        _sketch.Begin(far, light);
        subject.AddTo(_sketch);
        (Point2 from, Point2 to) = _sketch.Bounds();
        (from, to) = random.Chance(0.12) ? Truncated(from, to, ref random) : Grown(from, to, subject.Class, ref random);
        return far.Stretch(from, to, _canvas.Width);
    }

    /// <summary>The box with a margin on each side, as the agent and the crops at hand have it.</summary>
    private static (Point2 From, Point2 To) Grown(Point2 from, Point2 to, SceneClass shape, ref SceneRandom random)
    {
        double w = to.X - from.X, h = to.Y - from.Y;
        double most = random.Chance(0.15) ? 0.5 : 0.28;
        double left = w * random.Uniform(0, most), right = w * random.Uniform(0, most);
        double above = h * random.Uniform(0, most), below = h * random.Uniform(0, most);
        if (shape == SceneClass.Person && random.Chance(0.3))
        {
            // The window of the pedestrian detectors: twice as high as wide (Dalal and Triggs, CVPR 2005).
            double spare = ((h + above + below) * 0.5 - w) / 2;
            left = spare * random.Uniform(0.8, 1.2);
            right = spare * random.Uniform(0.8, 1.2);
        }

        return (new Point2(from.X - left, from.Y - above), new Point2(to.X + right, to.Y + below));
    }

    /// <summary>The visible part of an object that the border of the picture cuts: no margin on that side.</summary>
    private static (Point2 From, Point2 To) Truncated(Point2 from, Point2 to, ref SceneRandom random)
    {
        double w = to.X - from.X, h = to.Y - from.Y;
        double seen = random.Uniform(0.45, 0.95);
        double margin = random.Uniform(0.05, 0.25);
        double x0 = from.X - margin * w, x1 = to.X + margin * w, y0 = from.Y - margin * h, y1 = to.Y + margin * h;
        switch (random.Below(4))
        {
            case 0:
                x0 = to.X - seen * w;
                break;
            case 1:
                x1 = from.X + seen * w;
                break;
            case 2:
                y0 = to.Y - seen * h;
                break;
            default:
                y1 = from.Y + seen * h;
                break;
        }

        return (new Point2(x0, y0), new Point2(x1, y1));
    }

    private void AddObjects(in Actor subject, in Perspective view, in Lighting light, bool isNight, ref SceneRandom random)
    {
        double hardness = random.Chance(0.6) ? random.Uniform(0.15, 0.65) : 0;
        double companions = random.Chance(0.2) ? 1 + random.Below(2) : 0;
        for (int i = 0; i < companions; i++)
        {
            Actor other = Actor.Random(subject.Class, ref random);
            double apart = subject.Class == SceneClass.Person ? random.Uniform(0.5, 1.6) : random.Uniform(3, 9);
            double away = random.Uniform(subject.Class == SceneClass.Person ? 0.1 : 4, subject.Class == SceneClass.Person ? 3 : 15);
            other.At = subject.At + new Point3(random.Chance(0.5) ? apart : -apart, away, 0);
            other.Heading = random.Chance(0.6) ? subject.Heading : other.Heading;
            Paint(other, view, light, hardness, isNight);
        }

        Paint(subject, view, light, hardness, isNight);
    }

    private void Paint(in Actor actor, in Perspective view, in Lighting light, double hardness, bool isNight)
    {
        CastShadow.Draw(_canvas, view, new Point3(0, 0, 1), actor.Footprint(1.04), 0.45, 0.2);
        if (hardness > 0)
            CastShadow.Draw(_canvas, view, light.Sun, actor.Footprint(0.9), hardness, 0.08);
        _sketch.Begin(view, light);
        actor.AddTo(_sketch);
        _sketch.DrawTo(_canvas);
        if (isNight && actor.Class == SceneClass.Vehicle)
            actor.AddGlow(_canvas, view, 160);
    }
}
