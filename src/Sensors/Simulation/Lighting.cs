namespace Sensors.Simulation;

/// <summary>Where the light comes from and how hard it is.</summary>
/// <param name="Sun">Unit vector towards the light.</param>
/// <param name="Ambient">Share of the luma that every surface has.</param>
/// <param name="Diffuse">Share that a surface facing the light gains (Lambert's cosine law).</param>
internal readonly record struct Lighting(Point3 Sun, double Ambient, double Diffuse)
{
    /// <summary>Light of a random hour and sky.</summary>
    public static Lighting Random(ref SceneRandom random)
    {
        double azimuth = random.Unit();
        double height = random.Uniform(0.3, 1.2);
        Point3 sun = new Point3(Wave.Sin(azimuth), Wave.Cos(azimuth), height).Unit();
        double hard = random.Uniform(0.1, 0.6);
        return new Lighting(sun, 1.05 - hard, hard);
    }
}
