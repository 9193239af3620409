namespace Sensors.Simulation;

/// <summary>A material with its luma, contrast and grain.</summary>
/// <param name="Material">Kind.</param>
/// <param name="Luma">Mean, 0 to 255.</param>
/// <param name="Contrast">Strength of its structure; 1 is usual.</param>
/// <param name="Seed">Which cut of it.</param>
internal readonly record struct Coating(Material Material, double Luma, double Contrast, int Seed)
{
    /// <summary>A random coating of a kind.</summary>
    public static Coating Random(Material material, ref SceneRandom random)
    {
        double luma = material switch
        {
            Material.Tarmac => random.Uniform(75, 200),
            Material.Slabs or Material.Gravel => random.Uniform(90, 200),
            Material.Grass => random.Uniform(60, 165),
            Material.Boards or Material.Tiles => random.Uniform(60, 200),
            Material.Plaster => random.Uniform(90, 245),
            Material.Foliage => random.Uniform(30, 110),
            _ => random.Uniform(50, 190),
        };
        return new Coating(material, luma, random.Uniform(0.4, 1.6), random.Below(1000));
    }

    /// <summary>Luma of the material at a point.</summary>
    /// <param name="x">Along, metres.</param>
    /// <param name="y">Across or upwards, metres.</param>
    /// <param name="grain">Metres a pixel covers there: finer structure is left out.</param>
    public double At(double x, double y, double grain)
    {
        double structure = Material switch
        {
            Material.Tarmac => 9 * Noise(x * 0.4, y * 0.4, 3) + 9 * Fine(x, y, 25, grain),
            Material.Slabs => 10 * Cell(x, y, 0.6, 0.6) + 5 * Noise(x, y, 3) - Joint(x, y, 0.6, 0.6, 0.02, 35, grain),
            Material.Grass => 16 * Noise(x * 0.8, y * 0.8, 4) + 26 * Fine(x, y, 14, grain) + 12 * Fine(x, y, 40, grain),
            Material.Boards => 22 * Cell(x, y, 0.11, 2.4) + 8 * Fine(x * 6, y * 0.7, 6, grain) - Joint(x, y, 0.11, 2.4, 0.006, 45, grain),
            Material.Tiles => 6 * Cell(x, y, 0.45, 0.45) + 5 * Noise(x, y, 2) - Joint(x, y, 0.45, 0.45, 0.012, 40, grain),
            Material.Gravel => 14 * Noise(x, y, 3) + 28 * Fine(x, y, 30, grain) + 20 * Fine(x, y, 11, grain),
            Material.Plaster => 5 * Noise(x * 0.5, y * 0.5, 3),
            Material.Bricks => 14 * BrickCell(x, y) + 6 * Noise(x * 2, y * 2, 2) + Mortar(x, y, grain),
            Material.Facade => Windows(x, y) + 5 * Noise(x, y, 2),
            Material.Foliage => 34 * Noise(x * 2.2, y * 2.2, 5) + 30 * Fine(x, y, 9, grain),
            _ => Bars(x, y),
        };
        return Luma + Contrast * structure;
    }

    private double Noise(double x, double y, int octaves) => ValueNoise.Octaves(x, y, Seed, octaves);

    private double Fine(double x, double y, double perMeter, double grain)
    {
        double share = Math.Clamp(1.4 - grain * perMeter, 0, 1);
        return share == 0 ? 0 : share * ValueNoise.At(x * perMeter, y * perMeter, Seed + 7);
    }

    private double Cell(double x, double y, double width, double length)
    {
        long column = (long)Math.Floor(x / width);
        double shift = ValueNoise.Cell(column, 7, Seed) * length;
        return ValueNoise.Cell(column, (long)Math.Floor((y + shift) / length), Seed) * 2 - 1;
    }

    private double Joint(double x, double y, double width, double length, double gap, double depth, double grain)
    {
        long column = (long)Math.Floor(x / width);
        double shift = ValueNoise.Cell(column, 7, Seed) * length;
        double across = x - column * width;
        double along = y + shift - Math.Floor((y + shift) / length) * length;
        double blur = Math.Max(gap, grain);
        bool inJoint = across < blur || along < blur;
        return inJoint ? depth * Math.Min(1, gap / blur + 0.1) : 0;
    }

    private double BrickCell(double x, double y)
    {
        long row = (long)Math.Floor(y / 0.08);
        return ValueNoise.Cell((long)Math.Floor(x / 0.25 + row % 2 * 0.5), row, Seed) * 2 - 1;
    }

    private static double Mortar(double x, double y, double grain)
    {
        double row = Math.Floor(y / 0.08);
        double up = y / 0.08 - row;
        double along = x / 0.25 + row * 0.5 - Math.Floor(x / 0.25 + row * 0.5);
        bool joint = up < 0.15 || along < 0.05;
        return joint ? 24 * Math.Clamp(1.2 - grain * 10, 0, 1) : 0;
    }

    private double Windows(double x, double y)
    {
        double width = 1.6 + 1.4 * ValueNoise.Cell(1, 2, Seed);
        double height = 2.6 + ValueNoise.Cell(3, 2, Seed);
        double share = 0.35 + 0.4 * ValueNoise.Cell(5, 2, Seed);
        long column = (long)Math.Floor(x / width);
        long row = (long)Math.Floor(y / height);
        double u = Math.Abs(x / width - column - 0.5) * 2;
        double v = Math.Abs(y / height - row - 0.55) * 2;
        if (u > share + 0.08 || v > 0.68)
            return 0;
        if (u > share || v > 0.6)
            return 25;
        return -45 + 50 * (ValueNoise.Cell(column, row, Seed) - 0.4) + 30 * (0.5 - v) + (u < 0.05 ? 40 : 0);
    }

    private double Bars(double x, double y)
    {
        double pitch = 0.12 + 0.3 * ValueNoise.Cell(9, 1, Seed);
        double u = x / pitch - Math.Floor(x / pitch);
        bool rail = y is (> 0.25 and < 0.32) or (> 1.1 and < 1.18);
        return u < 0.3 || rail ? 40 : 20 * Noise(x, y, 3) - 25;
    }
}
