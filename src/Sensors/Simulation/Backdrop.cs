namespace Sensors.Simulation;

/// <summary>The scene without anybody: ground in strips, a wall behind, sky above; seen by casting one ray a pixel.</summary>
internal sealed class Backdrop
{
    private readonly Band[] _bands;
    private readonly double _cos;
    private readonly double _sin;

    /// <summary>Lays out the ground.</summary>
    /// <param name="bands">Strips in the order of <see cref="Band.From"/>; the first reaches to the camera and behind.</param>
    /// <param name="heading">Direction in which the strips run: 0 from left to right, 0.25 away from the camera; turns.</param>
    public Backdrop(Band[] bands, double heading)
    {
        _bands = bands;
        _cos = Wave.Cos(heading);
        _sin = Wave.Sin(heading);
    }

    /// <summary>Where the wall stands, metres across the strips; infinity for none.</summary>
    public double Wall { get; init; } = double.PositiveInfinity;

    /// <summary>Height of the wall, metres.</summary>
    public double WallHeight { get; init; } = 100;

    /// <summary>What the wall is made of.</summary>
    public Coating WallCoating { get; init; }

    /// <summary>Luma of the sky at the horizon.</summary>
    public double Sky { get; init; } = 210;

    /// <summary>Lies far away before the sky: trees or houses.</summary>
    public Coating Far { get; init; }

    /// <summary>Strength of big patches of shade on the ground, luma.</summary>
    public double Shade { get; init; }

    /// <summary>From metres along and across the strips to the scene.</summary>
    public Point3 ToScene(double along, double across) => new(along * _cos - across * _sin, along * _sin + across * _cos, 0);

    /// <summary>Draws everything.</summary>
    public void Draw(in Perspective view, Span<byte> luma, int width, int height)
    {
        for (int y = 0; y < height; y++)
        {
            for (int x = 0; x < width; x++)
                luma[y * width + x] = (byte)Math.Clamp(Sample(view, view.Ray(x + 0.5, y + 0.5)), 0, 255);
        }
    }

    /// <summary>Draws with one ray for each square of 2 × 2 pixels.</summary>
    public void DrawCoarse(in Perspective view, Span<byte> luma, int width, int height)
    {
        for (int y = 0; y + 1 < height; y += 2)
        {
            Span<byte> row = luma.Slice(y * width, width);
            for (int x = 0; x < width; x++)
                row[x] = (x & 1) == 1 ? row[x - 1] : (byte)Math.Clamp(Sample(view, view.Ray(x + 1, y + 1)), 0, 255);
            row.CopyTo(luma.Slice((y + 1) * width, width));
        }
    }

    private double Sample(in Perspective view, Point3 ray)
    {
        double toGround = ray.Z < -1e-4 ? -view.Eye.Z / ray.Z : double.PositiveInfinity;
        double eyeAcross = view.Eye.Y * _cos - view.Eye.X * _sin;
        double rayAcross = ray.Y * _cos - ray.X * _sin;
        double toWall = rayAcross > 1e-4 ? (Wall - eyeAcross) / rayAcross : double.PositiveInfinity;
        if (toWall <= toGround && toWall < 2000)
        {
            Point3 hit = view.Eye + ray * toWall;
            if (hit.Z <= WallHeight)
                return OnWall(hit, toWall / view.Focal);
        }

        if (toGround > 400)
            return OnSky(ray);
        Point3 ground = view.Eye + ray * toGround;
        return OnGround(ground.X * _cos + ground.Y * _sin, ground.Y * _cos - ground.X * _sin, toGround / view.Focal);
    }

    private double OnWall(Point3 hit, double grain)
    {
        double along = hit.X * _cos + hit.Y * _sin;
        double foot = hit.Z < 0.12 ? -40 : 0;
        return WallCoating.At(along, hit.Z, grain) + foot;
    }

    private double OnSky(Point3 ray)
    {
        double azimuth = ray.X / Math.Max(0.2, ray.Y) * 40;
        double skyline = 0.03 + 0.06 * (1 + ValueNoise.Octaves(azimuth * 0.12, 0, Far.Seed, 4));
        if (ray.Z < skyline)
            return Far.At(azimuth, ray.Z * 40, 0.1);
        return Sky + 25 * ray.Z + 10 * ValueNoise.Octaves(azimuth * 0.05, ray.Z * 6, Far.Seed + 3, 3);
    }

    private double OnGround(double along, double across, double grain)
    {
        int index = 0;
        while (index + 1 < _bands.Length && across >= _bands[index + 1].From)
            index++;
        ref readonly Band band = ref _bands[index];
        double luma = band.Coating.At(across, along, grain);
        if (index > 0 && across - band.From < Math.Max(0.12, grain))
            luma += 25;
        if (band.Markings > 0)
            luma = Marked(band, index, along, across, luma);
        return luma + Shade * Math.Min(0, ValueNoise.Octaves(along * 0.25, across * 0.25, band.Coating.Seed + 31, 4));
    }

    private double Marked(in Band band, int index, double along, double across, double luma)
    {
        double end = index + 1 < _bands.Length ? _bands[index + 1].From : band.From + 100;
        double off = across - band.From;
        double paint = Math.Min(235, band.Coating.Luma + 75);
        if (Math.Abs(off - 0.35) < 0.07 || Math.Abs(end - across - 0.35) < 0.07)
            return paint;
        double lane = off / band.Markings;
        double nearest = Math.Floor(lane + 0.5);
        bool line = nearest > 0 && off < end - band.From - 1 && Math.Abs(lane - nearest) * band.Markings < 0.08;
        double wheel = Math.Abs(lane - Math.Floor(lane) - 0.5);
        double worn = luma - 9 * Math.Max(0, 1 - Math.Abs(wheel - 0.25) * 10);
        return line && along / 6 - Math.Floor(along / 6) < 0.45 ? paint : worn;
    }
}
