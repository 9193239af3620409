using Inference;

namespace Optimizers.Tests.Chains.Diagnostics;

/// <summary>Chains of known autocorrelation.</summary>
internal static class SomeChains
{
    /// <summary>x_t = φ·x_{t−1} + √(1 − φ²)·ε_t, normal with variance 1 at every step, moved by an offset.</summary>
    public static double[] Autoregressive(int length, double phi, ulong seed, double offset = 0, double spread = 1)
    {
        SplitMix random = new(seed);
        double[] draws = new double[length];
        double x = Normal(ref random);
        for (int t = 0; t < length; t++)
        {
            draws[t] = offset + (spread * x);
            x = (phi * x) + (Math.Sqrt(1 - (phi * phi)) * Normal(ref random));
        }

        return draws;
    }

    private static double Normal(ref SplitMix random) =>
        Math.Sqrt(-2 * Math.Log(random.Uniform(1e-300, 1))) * Math.Cos(2 * Math.PI * random.Uniform(0, 1));
}
