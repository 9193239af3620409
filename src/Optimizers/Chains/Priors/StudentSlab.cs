namespace Optimizers.Chains.Priors;

/// <summary>Student's density on the grid without 0, made to sum to 1: <c>P(w) ∝ (1 + (w·step)²/(ν·S))^(−(ν + 1)/2)</c>, 1 ≤ |w| ≤ most.</summary>
public sealed class StudentSlab : ISlab
{
    private readonly double[] _logMass;
    private readonly double[] _sum;

    /// <summary>Tabulates the slab.</summary>
    /// <param name="nu">ν, degrees of freedom, above 0.</param>
    /// <param name="scale">S, a squared length, above 0.</param>
    /// <param name="step">What a weight of 1 is worth.</param>
    /// <param name="most">The largest |w|, 1 to 32767.</param>
    public StudentSlab(double nu, double scale, double step, int most)
    {
        _logMass = new double[most + 1];
        _sum = new double[most + 1];
        double inner = step * step / (nu * scale);
        for (int w = 1; w <= most; w++)
        {
            _logMass[w] = -0.5 * (nu + 1) * ExactMath.Log(1 + (inner * w * w));
            _sum[w] = _sum[w - 1] + ExactMath.Exp(_logMass[w]);
        }

        double logAll = ExactMath.Log(2 * _sum[most]);
        for (int w = 1; w <= most; w++)
            _logMass[w] -= logAll;
    }

    /// <summary>The largest |w|.</summary>
    public int Most => _sum.Length - 1;

    /// <inheritdoc/>
    public double LogMass(short value)
    {
        int size = Math.Abs((int)value);
        return size == 0 || size > Most ? double.NegativeInfinity : _logMass[size];
    }

    /// <inheritdoc/>
    public short Draw(ref RandomStream random)
    {
        int sign = (random.Next(2) * 2) - 1;
        double draw = random.NextDouble() * _sum[^1];
        // The first size whose sum is above the draw.
        int low = 1, high = Most;
        while (low < high)
        {
            int middle = (low + high) / 2;
            (low, high) = draw < _sum[middle] ? (low, middle) : (middle + 1, high);
        }

        return (short)(sign * low);
    }
}
