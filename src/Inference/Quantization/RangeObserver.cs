namespace Inference.Quantization;

/// <summary>
/// Gathers the numbers of one map over calibration data, and finds the scale of bytes that loses least of them: of the ranges between the
/// extremes, the one with the least mean squared error, clipping included.
/// </summary>
/// <remarks>
/// Numbers are counted in 2,048 bins around 0, whose width doubles whenever a number lies outside, so one pass suffices and the order
/// of the data matters little. A range always holds 0, so that zero padding and ReLU are exact.
/// </remarks>
public sealed class RangeObserver
{
    private const int Half = 1024;
    private const int Candidates = 32;

    private readonly long[] _counts = new long[2 * Half];
    private float _width;
    private float _least;
    private float _most;

    /// <summary>Numbers seen so far.</summary>
    public long Count { get; private set; }

    /// <summary>Adds numbers.</summary>
    /// <param name="values">Any finite numbers.</param>
    /// <exception cref="ArgumentException">A number is infinite or none.</exception>
    public void Observe(ReadOnlySpan<float> values)
    {
        foreach (float value in values)
        {
            if (!float.IsFinite(value))
                throw new ArgumentException($"found the activation {value}, expected finite ones: the network overflows", nameof(values));
            if (value == 0)
                continue; // Exact on every scale.
            _least = Math.Min(_least, value);
            _most = Math.Max(_most, value);
            Cover(Math.Abs(value));
            _counts[(int)MathF.Floor(value / _width) + Half]++;
        }

        Count += values.Length;
    }

    /// <summary>The scale of least mean squared error.</summary>
    /// <returns>A scale of which 0 is exactly a byte; of nothing but zeros, the step 1/127.</returns>
    /// <exception cref="InvalidOperationException">No number was observed.</exception>
    public Scale ToInt8()
    {
        if (Count == 0)
            throw new InvalidOperationException("found no activations, expected at least one calibration sample");
        if (_width == 0)
            return new Scale(1f / 127, 0);
        Scale best = Of(_least, _most);
        double least = double.PositiveInfinity;
        for (int low = Candidates; low >= 1; low--)
        {
            // Both ends shrink alike where both exist: two-sided ranges of a network are about as long-tailed on both sides.
            Scale scale = Of(_least * low / Candidates, _most * low / Candidates);
            double error = SquaredError(scale);
            if (error < least)
                (best, least) = (scale, error);
        }

        return best;
    }

    /// <summary>Bytes from −128 to 127 over the range.</summary>
    private static Scale Of(float least, float most)
    {
        float step = Math.Max((most - least) / 255, MathF.ScaleB(1, -60));
        int zero = (int)Math.Clamp(MathF.Round(-128 - least / step), sbyte.MinValue, sbyte.MaxValue);
        return new Scale(step, zero);
    }

    /// <summary>Σ (x − quantised x)² over the bins, each taken at its centre.</summary>
    private double SquaredError(Scale scale)
    {
        double sum = 0;
        for (int bin = 0; bin < _counts.Length; bin++)
        {
            if (_counts[bin] == 0)
                continue;
            double x = (bin - Half + 0.5) * _width;
            double rounded = Math.Clamp(Math.Round(x / scale.Step) + scale.Zero, sbyte.MinValue, sbyte.MaxValue);
            double error = (rounded - scale.Zero) * scale.Step - x;
            sum += _counts[bin] * error * error;
        }

        return sum;
    }

    /// <summary>Doubles the width of the bins, merging them by pairs, until a magnitude lies inside.</summary>
    private void Cover(float magnitude)
    {
        if (_width == 0)
            _width = MathF.ScaleB(1, Math.Max(MathF.ILogB(magnitude), -60) + 1) / Half;

        while (magnitude >= _width * Half)
        {
            _width *= 2;
            for (int bin = 0; bin < Half; bin++)
            {
                // Both halves fold towards 0, the one from below, the other from above.
                int up = Half + bin, down = Half - 1 - bin;
                _counts[up] = bin < Half / 2 ? _counts[Half + 2 * bin] + _counts[Half + 2 * bin + 1] : 0;
                _counts[down] = bin < Half / 2 ? _counts[Half - 1 - 2 * bin] + _counts[Half - 2 - 2 * bin] : 0;
            }
        }
    }
}
