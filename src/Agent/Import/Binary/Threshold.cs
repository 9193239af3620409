namespace Agent.Import.Binary;

/// <summary>The sign of <c>a·n + b</c> for integers n, as an integer comparison: bit (1 = −1) = <c>(n &lt; At) xor IsFlipped</c>.</summary>
/// <param name="At">Smallest n on the other side.</param>
/// <param name="IsFlipped">Whether the smaller n give +1.</param>
/// <param name="Zero">The n for which a·n + b is exactly 0, where there is one.</param>
internal readonly record struct Threshold(int At, bool IsFlipped, int? Zero)
{
    /// <summary>The comparison for all |n| ≤ reach; 0 counts as +1.</summary>
    public static Threshold Of(double a, double b, int reach)
    {
        if (a == 0)
            return new Threshold(reach + 1, b >= 0, null);
        double root = -b / a;
        double at = a > 0 ? Math.Ceiling(root) : Math.Floor(root) + 1;
        int? zero = Math.Floor(root) == root && Math.Abs(root) <= reach ? (int)root : null;
        return new Threshold((int)Math.Clamp(at, -(double)reach, reach + 1.0), a < 0, zero);
    }
}
