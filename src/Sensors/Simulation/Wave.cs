namespace Sensors.Simulation;

/// <summary>Sine and cosine with the same bits on every machine.</summary>
/// <remarks>
/// <c>Math.Sin</c> is the C library's and differs in the last bit between machines. Taylor series of the sine on a quarter turn
/// up to x^13 (Abramowitz and Stegun 4.3.65); error below 1e-9.
/// </remarks>
internal static class Wave
{
    /// <summary>Sine of an angle in turns (1 = 360°).</summary>
    public static double Sin(double turns)
    {
        double t = turns - Math.Floor(turns);
        double sign = 1;
        if (t >= 0.5)
        {
            t -= 0.5;
            sign = -1;
        }

        if (t > 0.25)
            t = 0.5 - t;
        double x = t * (2 * Math.PI);
        double s = x * x;
        double series = 1 - s / 156;
        series = 1 - s / 110 * series;
        series = 1 - s / 72 * series;
        series = 1 - s / 42 * series;
        series = 1 - s / 20 * series;
        series = 1 - s / 6 * series;
        return sign * x * series;
    }

    /// <summary>Cosine of an angle in turns.</summary>
    public static double Cos(double turns) => Sin(turns + 0.25);
}
