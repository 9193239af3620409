namespace Sensors.Simulation;

/// <summary>A point or direction in the scene, metres; x to the right, y away from the camera, z upwards.</summary>
/// <remarks>Own doubles, not <c>System.Numerics</c>: there the order of summation, and so the last bit, differs by machine.</remarks>
internal readonly record struct Point3(double X, double Y, double Z)
{
    public static Point3 operator +(Point3 a, Point3 b) => new(a.X + b.X, a.Y + b.Y, a.Z + b.Z);

    public static Point3 operator -(Point3 a, Point3 b) => new(a.X - b.X, a.Y - b.Y, a.Z - b.Z);

    public static Point3 operator *(Point3 a, double k) => new(a.X * k, a.Y * k, a.Z * k);

    public double Dot(Point3 b) => X * b.X + Y * b.Y + Z * b.Z;

    public Point3 Cross(Point3 b) => new(Y * b.Z - Z * b.Y, Z * b.X - X * b.Z, X * b.Y - Y * b.X);

    public double Length => Math.Sqrt(Dot(this));

    /// <summary>The same direction with length 1; the zero vector stays.</summary>
    public Point3 Unit()
    {
        double length = Length;
        return length > 0 ? this * (1 / length) : this;
    }
}
