using Sensors.Simulation;

namespace Sensors.Tests.Simulation;

public sealed class RasterTests
{
    [Fact]
    public void The_sine_is_the_sine()
    {
        for (int i = -4000; i <= 4000; i++)
            Assert.Equal(Math.Sin(2 * Math.PI * i / 997.0), Wave.Sin(i / 997.0), 1e-8);
    }

    [Fact]
    public void A_filled_polygon_covers_its_area_whatever_its_place_and_direction()
    {
        SceneRandom random = new(3);
        for (int i = 0; i < 200; i++)
        {
            Point2[] points = new Point2[3 + random.Below(8)];
            for (int k = 0; k < points.Length; k++)
                points[k] = new Point2(random.Uniform(5, 59), random.Uniform(5, 59));
            Point2[] hull = new Point2[points.Length + 1];
            int count = ConvexHull.Find(points, hull);
            Point2[] polygon = hull[..count];
            double area = Math.Abs(Area(polygon));
            if (area < 200)
                continue;
            if (i % 2 == 1)
                Array.Reverse(polygon);
            Assert.InRange(Covered(polygon) / area, 0.95, 1.05);
        }
    }

    [Fact]
    public void A_polygon_far_outside_leaves_the_picture_alone()
    {
        foreach (double off in (double[])[-500, 500])
            Assert.Equal(0, Covered([new(off, off), new(off + 30, off), new(off, off + 30)]));
    }

    [Fact]
    public void Noise_is_smooth_and_centred()
    {
        double sum = 0;
        for (int i = 0; i < 4000; i++)
        {
            double x = i * 0.37 - 300, y = i * 0.11;
            double value = ValueNoise.At(x, y, 1);
            Assert.InRange(value, -1, 1);
            Assert.InRange(Math.Abs(ValueNoise.At(x + 0.01, y, 1) - value), 0, 0.06);
            sum += value;
        }

        Assert.InRange(sum / 4000, -0.1, 0.1);
    }

    private static double Covered(Point2[] polygon)
    {
        Canvas canvas = new(64, 64);
        canvas.Begin(1, 1);
        canvas.Fill(polygon, new Paint { Base = 255, Opacity = 1, Softness = 1 });
        double sum = 0;
        foreach (byte luma in canvas.Luma)
            sum += luma / 255.0;
        return sum;
    }

    private static double Area(Point2[] polygon)
    {
        double area = 0;
        for (int i = 0; i < polygon.Length; i++)
        {
            Point2 p = polygon[i], q = polygon[(i + 1) % polygon.Length];
            area += (p.X * q.Y - q.X * p.Y) / 2;
        }

        return area;
    }
}
