namespace Sensors.Simulation;

/// <summary>Draws random surroundings: ground and walls in perspective, or a picture of overlapping shapes.</summary>
internal static class CropBackground
{
    private const int MostLeaves = 160;

    /// <summary>Fills the whole canvas.</summary>
    /// <param name="canvas">Is filled.</param>
    /// <param name="view">Camera.</param>
    /// <param name="subject">Where the object stands: walls stand behind it.</param>
    /// <param name="random">Source of randomness.</param>
    public static void Draw(Canvas canvas, in Perspective view, Point3 subject, ref SceneRandom random)
    {
        Place(view, subject, ref random).DrawCoarse(view, canvas.Luma, canvas.Width, canvas.Height);
        canvas.Owner.AsSpan().Clear();
        double pick = random.Unit();
        if (pick < 0.13)
            Scatter(canvas, ref random, MostLeaves, 1.0);
        else if (pick < 0.35)
            Scatter(canvas, ref random, 25, 0.6);
        if (random.Chance(0.08))
            Blades(canvas, ref random);
    }

    private static Backdrop Place(in Perspective view, Point3 subject, ref SceneRandom random)
    {
        double heading = random.Chance(0.4) ? random.Uniform(0.15, 0.35) : random.Uniform(-0.12, 0.12);
        int count = 1 + random.Below(4);
        Band[] bands = new Band[count];
        double cos = Wave.Cos(heading), sin = Wave.Sin(heading);
        double across = subject.Y * cos - subject.X * sin;
        double from = across - random.Uniform(0, 6);
        for (int i = 0; i < count; i++)
        {
            Material material = (Material)random.Below((int)Material.Plaster + 1);
            double markings = material == Material.Tarmac && random.Chance(0.6) ? random.Uniform(2.5, 3.8) : 0;
            bands[i] = new Band(from, Coating.Random(material, ref random), markings);
            from += random.Uniform(0.8, 8);
        }

        Material wall = (Material)((int)Material.Plaster + random.Below(5));
        return new Backdrop(bands, heading)
        {
            Wall = random.Chance(0.55) ? across + random.Uniform(0.5, random.Chance(0.5) ? 3 : 20) : double.PositiveInfinity,
            WallHeight = random.Chance(0.6) ? random.Uniform(4, 30) : random.Uniform(0.8, 3),
            WallCoating = Coating.Random(wall, ref random),
            Sky = random.Uniform(130, 245),
            Far = Coating.Random(random.Chance(0.6) ? Material.Foliage : Material.Facade, ref random),
            Shade = random.Chance(0.35) ? random.Uniform(20, 120) : 0,
        };
    }

    /// <summary>Overlapping shapes of all sizes, the dead-leaves model (Lee, Mumford and Huang, IJCV 41, 2001): statistics of real pictures.</summary>
    private static void Scatter(Canvas canvas, ref SceneRandom random, int most, double largest)
    {
        double mean = random.Uniform(40, 190);
        double spread = random.Uniform(10, 70);
        double small = random.Uniform(0.02, 0.1);
        int count = most / 3 + random.Below(most);
        Span<Point2> corners = stackalloc Point2[8];
        for (int i = 0; i < count; i++)
        {
            double size = canvas.Width * Math.Min(largest, small / Math.Sqrt(random.Uniform(0.004, 1)));
            Point2 middle = new(random.Unit() * canvas.Width, random.Unit() * canvas.Height);
            Ring(corners, middle, size * random.Uniform(0.3, 1), size, random.Unit(), random.Chance(0.5) ? 4 : 8);
            Paint paint = new()
            {
                Base = mean + spread * random.Bell(),
                Center = middle,
                Vertical = random.Uniform(-40, 40) / size,
                Texture = random.Chance(0.5) ? Texture.Noise : Texture.Plain,
                Amplitude = random.Uniform(2, 25),
                Frequency = random.Uniform(0.05, 0.5),
                Seed = i,
                Opacity = 1,
                Softness = random.Uniform(1, 3),
            };
            canvas.Fill(corners, paint);
        }
    }

    private static void Blades(Canvas canvas, ref SceneRandom random)
    {
        double turn = random.Uniform(0.15, 0.35);
        double mean = random.Uniform(50, 180);
        int count = 40 + random.Below(120);
        Span<Point2> corners = stackalloc Point2[4];
        for (int i = 0; i < count; i++)
        {
            Point2 middle = new(random.Unit() * canvas.Width, random.Unit() * canvas.Height);
            Ring(corners, middle, random.Uniform(0.5, 2.5), canvas.Width * random.Uniform(0.1, 0.5), turn + 0.07 * random.Bell(), 4);
            canvas.Fill(corners, new Paint { Base = mean + 40 * random.Bell(), Center = middle, Opacity = 1, Softness = 1.5 });
        }
    }

    /// <summary>Writes an ellipse of 8 corners or a rhombus (each corner twice) with half axes <paramref name="a"/> and <paramref name="b"/>.</summary>
    private static void Ring(Span<Point2> corners, Point2 middle, double a, double b, double turn, int distinct)
    {
        double cos = Wave.Cos(turn), sin = Wave.Sin(turn);
        for (int i = 0; i < corners.Length; i++)
        {
            double t = Math.Floor((double)i * distinct / corners.Length) / distinct;
            double u = a * Wave.Cos(t), v = b * Wave.Sin(t);
            corners[i] = new Point2(middle.X + v * cos - u * sin, middle.Y + v * sin + u * cos);
        }
    }
}
