namespace Sensors.Simulation;

/// <summary>All of the scene that has no Id: the still background, drawn once, and what moves in it.</summary>
internal sealed class Scenery
{
    private const double PostHeight = 5;
    private const double PostRadius = 0.07;

    private readonly SceneOptions _options;
    private readonly byte[] _still;
    private readonly ushort[] _barrier;
    private readonly Foliage[] _crowns;

    /// <summary>Draws what stands still.</summary>
    public Scenery(SceneOptions options, Place place, Lighting light, ref SceneRandom random)
    {
        _options = options;
        Canvas canvas = new(options.Width, options.Height);
        place.Backdrop.Draw(place.View, canvas.Luma, options.Width, options.Height);
        Sketch sketch = new();
        canvas.Begin(0, 0);
        _crowns = new Foliage[place.Trees.Length];
        for (int i = 0; i < place.Trees.Length; i++)
            _crowns[i] = Plant(place, place.Trees[i], light, new Stage(canvas, sketch), ref random);
        _barrier = new ushort[options.Width * options.Height];
        _barrier.AsSpan().Fill(ushort.MaxValue);
        foreach (Point3 post in place.Posts)
            AddPost(place, post, light, new Stage(canvas, sketch));
        _still = canvas.Luma;
        double dim = Dim(options.Light);
        for (int i = 0; i < _still.Length; i++)
            _still[i] = (byte)(_still[i] * dim);
    }

    /// <summary>Share of daylight that falls on things.</summary>
    public static double Dim(SceneLight light) => light switch
    {
        SceneLight.Day => 1,
        SceneLight.Dusk => 0.65,
        _ => 0.35,
    };

    /// <summary>Distance of the posts, for <see cref="Canvas.Barrier"/>.</summary>
    public ushort[] Barrier => _barrier;

    /// <summary>Draws the scene as it is at a picture, without objects.</summary>
    public void Draw(Canvas canvas, long frame)
    {
        _still.CopyTo(canvas.Luma.AsSpan());
        canvas.Owner.AsSpan().Clear();
        foreach (Foliage crown in _crowns)
            crown.Draw(canvas, (double)frame / _options.FramesPerSecond);
    }

    /// <summary>Draws rain over everything.</summary>
    public void DrawRain(Canvas canvas, long frame)
    {
        if (_options.Rain == 0)
            return;
        SceneRandom random = new(_options.Seed ^ (frame * 0x2545F4914F6CDD1D + 7));
        int length = Math.Max(4, _options.Height / 40);
        double lean = Wave.Sin(_options.Tilt / 360) / Wave.Cos(_options.Tilt / 360);
        int count = (int)((long)_options.Rain * _options.Width * _options.Height / (640 * 480));
        for (int i = 0; i < count; i++)
        {
            int x = random.Below(_options.Width), top = random.Below(_options.Height), strength = 15 + random.Below(35);
            int bottom = Math.Min(_options.Height, top + length);
            for (int y = top; y < bottom; y++)
            {
                int column = x + (int)Math.Floor((y - top) * lean);
                if ((uint)column >= (uint)_options.Width)
                    break;
                ref byte luma = ref canvas.Luma[y * _options.Width + column];
                luma = (byte)(luma + (255 - luma) * strength / 255);
            }
        }
    }

    private Foliage Plant(Place place, Point3 at, in Lighting light, Stage stage, ref SceneRandom random)
    {
        double radius = random.Uniform(1.3, 1.9);
        Point3 top = at + new Point3(0, 0, random.Uniform(3, 4));
        stage.Sketch.Begin(place.View, light);
        stage.Sketch.AddRound([new Ball(at, 0.16), new Ball(top, 0.11)], Surface.Cloth(70, 20, 0.1, 3));
        stage.Sketch.DrawTo(stage.Canvas);
        double pixels = place.View.Focal / place.View.Depth(top);
        Coating leaves = new(Material.Foliage, random.Uniform(50, 90) * Dim(_options.Light), Dim(_options.Light), random.Below(1000));
        return new Foliage(place.View.Project(top), radius * pixels, leaves, _options.Wind * _options.Width / 640.0, ref random);
    }

    private void AddPost(Place place, Point3 at, in Lighting light, Stage stage)
    {
        Canvas canvas = stage.Canvas;
        canvas.Owner.AsSpan().Clear();
        canvas.Begin(1, 0);
        stage.Sketch.Begin(place.View, light);
        Ball top = new(at + new Point3(0, 0, PostHeight), PostRadius * 0.7);
        stage.Sketch.AddRound([new Ball(at, PostRadius), top], Surface.Cloth(80, 8, 0.3, 9));
        stage.Sketch.DrawTo(canvas);
        ushort distance = (ushort)(place.View.Depth(at) * 100);
        for (int i = 0; i < _barrier.Length; i++)
        {
            if (canvas.Owner[i] != 0)
                _barrier[i] = distance;
        }
    }

    private readonly record struct Stage(Canvas Canvas, Sketch Sketch);
}
