namespace Optimizers.Chains.Diagnostics;

/// <summary>Φ⁻¹, the quantile of the normal distribution; for diagnostics only, never for what a chain does.</summary>
internal static class NormalQuantile
{
    /// <summary>x with Φ(x) = p; relative error about 10⁻⁷ (Wichura 1988, algorithm AS 241, PPND7).</summary>
    /// <param name="p">Above 0, below 1.</param>
    public static double Of(double p)
    {
        double q = p - 0.5;
        if (Math.Abs(q) <= 0.425)
        {
            double s = 0.180625 - (q * q);
            return q * ((((((59.109374720 * s) + 159.29113202) * s) + 50.434271938) * s) + 3.3871327179)
                / ((((((67.187563600 * s) + 78.757757664) * s) + 17.895169469) * s) + 1);
        }

        double r = Math.Sqrt(-Math.Log(q < 0 ? p : 1 - p));
        double x;
        if (r <= 5)
        {
            r -= 1.6;
            x = ((((((0.17023821103 * r) + 1.3067284816) * r) + 2.7568153900) * r) + 1.4234372777)
                / ((((0.12021132975 * r) + 0.73700164250) * r) + 1);
        }
        else
        {
            r -= 5;
            x = ((((((0.017337203997 * r) + 0.42868294337) * r) + 3.0812263860) * r) + 6.6579051150)
                / ((((0.012258202635 * r) + 0.24197894225) * r) + 1);
        }

        return q < 0 ? -x : x;
    }
}
