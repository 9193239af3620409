namespace Sensors.Simulation;

/// <summary>Builds the place of each layout, varied by the seed.</summary>
internal static class PlaceCatalog
{
    /// <summary>Builds a place.</summary>
    public static Place Build(SceneOptions options, ref SceneRandom random) => options.Layout switch
    {
        SceneLayout.Highway => Highway(options, ref random),
        SceneLayout.Corridor => Corridor(options, ref random),
        SceneLayout.Yard => Yard(options, ref random),
        _ => Street(options, ref random),
    };

    private static Perspective Look(SceneOptions options, double height, double pitch, double focal) => new(
        new Point3(0, 0, height), 0, pitch, focal * options.Width, new Point2(options.Width * 0.5, options.Height * 0.5), options.Tilt / 360);

    private static Place Street(SceneOptions options, ref SceneRandom random)
    {
        double turn = random.Uniform(-0.05, 0.05);
        Band[] bands =
        [
            new(-100, Coating.Random(Material.Slabs, ref random)),
            new(9.2, Coating.Random(Material.Tarmac, ref random), 3.4),
            new(16.2, Coating.Random(Material.Slabs, ref random)),
        ];
        Backdrop backdrop = new(bands, turn)
        {
            Wall = 20,
            WallHeight = random.Uniform(9, 14),
            WallCoating = Coating.Random(random.Chance(0.7) ? Material.Facade : Material.Bricks, ref random),
            Sky = random.Uniform(170, 235),
            Far = Coating.Random(Material.Facade, ref random),
            Shade = random.Uniform(0, 25),
        };
        Lane[] lanes =
        [
            Walk(backdrop, 7.2, turn, false), Walk(backdrop, 8.3, turn, true), Walk(backdrop, 17.2, turn, true),
            Walk(backdrop, 18.2, turn, false), Drive(backdrop, 11, turn, false, 5, 9), Drive(backdrop, 14.4, turn, true, 5, 9),
        ];
        Point3[] trees = [backdrop.ToScene(random.Uniform(-9, -4), 19.2), backdrop.ToScene(random.Uniform(3, 9), 19.2)];
        Point3 post = backdrop.ToScene(random.Uniform(-3, 3), 8.9);
        return new Place(Look(options, random.Uniform(3.8, 4.8), 0.048, 0.95), backdrop, lanes, trees, [post]);
    }

    private static Place Highway(SceneOptions options, ref SceneRandom random)
    {
        double turn = 0.25 + random.Uniform(-0.025, 0.025);
        Band[] bands =
        [
            new(-100, Coating.Random(Material.Grass, ref random)),
            new(-8, Coating.Random(Material.Tarmac, ref random), 3.5),
            new(7.5, Coating.Random(random.Chance(0.5) ? Material.Grass : Material.Gravel, ref random)),
        ];
        Backdrop backdrop = new(bands, turn) { Far = Coating.Random(Material.Foliage, ref random), Shade = random.Uniform(0, 20) };
        Lane[] lanes =
        [
            Drive(backdrop, -5.6, turn, true, 10, 16), Drive(backdrop, -2.2, turn, true, 12, 18),
            Drive(backdrop, 2, turn, false, 12, 18), Drive(backdrop, 5.4, turn, false, 10, 16),
        ];
        Point3[] trees = [backdrop.ToScene(random.Uniform(32, 38), 12), backdrop.ToScene(random.Uniform(46, 56), 14)];
        return new Place(Look(options, random.Uniform(8.5, 10.5), 0.06, 1.55), backdrop, lanes, trees, []);
    }

    private static Place Corridor(SceneOptions options, ref SceneRandom random)
    {
        double turn = random.Uniform(-0.03, 0.03);
        Material floor = random.Chance(0.5) ? Material.Boards : random.Chance(0.5) ? Material.Tiles : Material.Plaster;
        Backdrop backdrop = new([new Band(-100, Coating.Random(floor, ref random))], turn)
        {
            Wall = random.Uniform(4.9, 5.8),
            WallCoating = Coating.Random(Material.Plaster, ref random),
        };
        Lane[] lanes =
        [
            Walk(backdrop, 3.1, turn, false), Walk(backdrop, 3.7, turn, true), Walk(backdrop, 4.3, turn, false),
            new(new Point3(0.5, 3.6, 0), 0.2, SceneClass.Person, 0.9, 1.4), new(new Point3(-0.5, 3.6, 0), 0.7, SceneClass.Person, 0.9, 1.4),
        ];
        return new Place(Look(options, random.Uniform(2.7, 3.1), 0.08, 0.95), backdrop, lanes, [], []);
    }

    private static Place Yard(SceneOptions options, ref SceneRandom random)
    {
        double turn = random.Uniform(0.04, 0.08) * (random.Chance(0.5) ? 1 : -1);
        Band[] bands =
        [
            new(-100, Coating.Random(Material.Grass, ref random)),
            new(11, Coating.Random(random.Chance(0.5) ? Material.Tarmac : Material.Gravel, ref random)),
            new(15.5, Coating.Random(Material.Grass, ref random)),
        ];
        Backdrop backdrop = new(bands, turn)
        {
            Wall = 25,
            WallHeight = random.Uniform(2, 6),
            WallCoating = Coating.Random(random.Chance(0.5) ? Material.Bricks : Material.Fence, ref random),
            Far = Coating.Random(Material.Foliage, ref random),
            Shade = random.Uniform(0, 30),
        };
        Lane[] lanes =
        [
            Walk(backdrop, 9, turn, false), Walk(backdrop, 17, turn, true), Walk(backdrop, 19, turn, false),
            new(new Point3(0, 9, 0), 0.22 - turn, SceneClass.Person, 1.0, 1.6),
            new(new Point3(0, 9.5, 0), 0.76 - turn, SceneClass.Person, 1.0, 1.6),
            Drive(backdrop, 12.2, turn, false, 3, 6), Drive(backdrop, 14.2, turn, true, 3, 6),
        ];
        Point3[] trees = [backdrop.ToScene(random.Uniform(-8, 8), 22.5), backdrop.ToScene(random.Uniform(-14, -8), 23.5)];
        Point3 post = backdrop.ToScene(random.Uniform(-4, 4), 10.6);
        return new Place(Look(options, random.Uniform(4.5, 5.5), 0.055, 0.9), backdrop, lanes, trees, [post]);
    }

    private static Lane Walk(Backdrop backdrop, double across, double turn, bool isBack) =>
        new(backdrop.ToScene(0, across), Ahead(turn, isBack), SceneClass.Person, 0.9, 1.7);

    private static Lane Drive(Backdrop backdrop, double across, double turn, bool isBack, double slowest, double fastest) =>
        new(backdrop.ToScene(0, across), Ahead(turn, isBack), SceneClass.Vehicle, slowest, fastest);

    private static double Ahead(double turn, bool isBack) => 0.25 - turn + (isBack ? 0.5 : 0);
}
