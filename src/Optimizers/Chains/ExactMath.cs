namespace Optimizers.Chains;

/// <summary>Logarithm and exponential from + − × ÷ alone, in a fixed order: the same bits on every machine, which those of the system are not.</summary>
public static class ExactMath
{
    /// <summary>ln 2, its first 32 bits: times a whole number up to 2²⁰ it is exact.</summary>
    private const double HighLogTwo = 6.93147180369123816490e-01;

    private const double LowLogTwo = 1.90821492927058770002e-10;
    private const double InverseLogTwo = 1.44269504088896338700;
    private const double RootTwo = 1.41421356237309514547;

    /// <summary>ln x; −∞ of 0, not a number below. Relative error below 10⁻¹⁵.</summary>
    /// <remarks><c>x = 2^e·m</c>, m from √½ to √2, and <c>ln m = 2·artanh s</c>, <c>s = (m − 1)/(m + 1)</c>: the series in s² to its twelfth term.</remarks>
    public static double Log(double x)
    {
        if (!(x > 0))
            return x == 0 ? double.NegativeInfinity : double.NaN;
        if (double.IsPositiveInfinity(x))
            return x;
        int exponent = 0;
        if (x < 2.2250738585072014e-308)
            (x, exponent) = (x * (1L << 54), -54);
        long bits = BitConverter.DoubleToInt64Bits(x);
        exponent += (int)(bits >> 52) - 1023;
        double m = BitConverter.Int64BitsToDouble((bits & 0xFFFFFFFFFFFFF) | 0x3FF0000000000000);
        if (m > RootTwo)
            (m, exponent) = (m * 0.5, exponent + 1);
        double s = (m - 1) / (m + 1);
        double z = s * s;
        double p = 1.0 / 23;
        p = (p * z) + (1.0 / 21);
        p = (p * z) + (1.0 / 19);
        p = (p * z) + (1.0 / 17);
        p = (p * z) + (1.0 / 15);
        p = (p * z) + (1.0 / 13);
        p = (p * z) + (1.0 / 11);
        p = (p * z) + (1.0 / 9);
        p = (p * z) + (1.0 / 7);
        p = (p * z) + (1.0 / 5);
        p = (p * z) + (1.0 / 3);
        double log = (2 * s) + (2 * s * z * p);
        return (exponent * HighLogTwo) + (log + (exponent * LowLogTwo));
    }

    /// <summary>e^x; 0 below −745.2, ∞ above 709.8. Relative error below 10⁻¹⁵ where the result is not below 2⁻¹⁰²².</summary>
    /// <remarks><c>x = k·ln 2 + r</c>, |r| ≤ ½ ln 2: the series in r to its fourteenth term.</remarks>
    public static double Exp(double x)
    {
        if (double.IsNaN(x))
            return x;
        if (x > 709.782712893384)
            return double.PositiveInfinity;
        if (x < -745.2)
            return 0;
        double k = Math.Floor((x * InverseLogTwo) + 0.5);
        double r = x - (k * HighLogTwo) - (k * LowLogTwo);
        double p = 1 + (r / 14);
        for (int n = 13; n > 0; n--)
            p = 1 + (r * p / n);
        int exponent = (int)k;
        // Past the ends of the exponent in two steps, so that neither factor is 0 or ∞.
        if (exponent > 1023)
            return p * Power(1023) * Power(exponent - 1023);
        return exponent < -1000 ? p * Power(-1000) * Power(exponent + 1000) : p * Power(exponent);
    }

    /// <summary>ln(1 + e^x), ∞ only of ∞.</summary>
    public static double LogOnePlusExp(double x) => x > 0 ? x + Log(1 + Exp(-x)) : Log(1 + Exp(x));

    private static double Power(int exponent) => BitConverter.Int64BitsToDouble((long)(exponent + 1023) << 52);
}
