using Sensors.Simulation;

namespace Sensors.Tests.Simulation;

public sealed class PerspectiveTests
{
    private const double Pitch = 0.05;
    private static readonly Point2 Center = new(320, 240);

    [Theory]
    [InlineData(20)]
    [InlineData(-7.5)]
    public void A_tilted_camera_sees_what_a_level_one_sees_turned_about_the_middle(double degrees)
    {
        Perspective level = Make(0), tilted = Make(degrees / 360);
        (double sine, double cosine) = Math.SinCos(degrees * Math.PI / 180);
        SceneRandom random = new(5);
        for (int i = 0; i < 200; i++)
        {
            Point3 point = Somewhere(ref random);
            Point2 upright = level.Project(point), turned = tilted.Project(point);
            double x = upright.X - Center.X, y = upright.Y - Center.Y;
            Assert.Equal(Center.X + cosine * x + sine * y, turned.X, 1e-4);
            Assert.Equal(Center.Y - sine * x + cosine * y, turned.Y, 1e-4);
        }
    }

    [Fact]
    public void The_ray_through_a_projected_point_hits_it()
    {
        Perspective tilted = Make(0.05);
        SceneRandom random = new(6);
        for (int i = 0; i < 200; i++)
        {
            Point3 point = Somewhere(ref random);
            Point2 pixel = tilted.Project(point);
            Point3 hit = tilted.Eye + tilted.Ray(pixel.X, pixel.Y) * tilted.Depth(point);
            Assert.InRange((hit - point).Length, 0, 1e-5);
        }
    }

    private static Perspective Make(double roll) => new(new Point3(0, 0, 4), 0.01, Pitch, 600, Center, roll);

    private static Point3 Somewhere(ref SceneRandom random) => new(random.Uniform(-8, 8), random.Uniform(5, 40), random.Uniform(0, 6));
}
