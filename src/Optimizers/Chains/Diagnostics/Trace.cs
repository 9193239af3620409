namespace Optimizers.Chains.Diagnostics;

/// <summary>
/// The course of one number over all steps of a chain in bounded memory: when full it thins itself by halving, so that its points stay evenly spaced.
/// Adding allocates nothing.
/// </summary>
public sealed class Trace
{
    private readonly double[] _values;
    private readonly Thinning _thinning;
    private double _sum;
    private long _within;

    /// <summary>Makes an empty trace.</summary>
    /// <param name="capacity">Points it holds at most, even, at least 4.</param>
    /// <param name="thinning">What a point stands for.</param>
    public Trace(int capacity, Thinning thinning = Thinning.First)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(capacity, 4);
        if (capacity % 2 != 0)
            throw new ArgumentException($"found a capacity of {capacity}, expected an even one", nameof(capacity));
        _values = new double[capacity];
        _thinning = thinning;
    }

    /// <summary>Values added so far.</summary>
    public long Added { get; private set; }

    /// <summary>Steps between two points, a power of two.</summary>
    public long Stride { get; private set; } = 1;

    /// <summary>Points.</summary>
    public int Count { get; private set; }

    /// <summary>The points in order, <see cref="Stride"/> steps apart; valid until the next value is added.</summary>
    public ReadOnlySpan<double> Values => _values.AsSpan(0, Count);

    /// <summary>The step, from 0, of a point; of means the first of those it is the mean of.</summary>
    public long StepOf(int point) => point * Stride;

    /// <summary>Adds the value of the next step.</summary>
    public void Add(double value)
    {
        Added++;
        _sum = _thinning == Thinning.Mean || _within == 0 ? _sum + value : _sum;
        if (++_within < Stride)
        {
            // A sample stands as soon as it is known; a mean waits for the last value.
            if (_within == 1 && _thinning == Thinning.First)
                Append(_sum);
            return;
        }

        if (_thinning == Thinning.Mean)
            Append(_sum / Stride);
        else if (Stride == 1)
            Append(_sum);
        (_sum, _within) = (0, 0);
        if (Count == _values.Length)
            Halve();
    }

    private void Append(double value) => _values[Count++] = value;

    private void Halve()
    {
        Count /= 2;
        for (int i = 0; i < Count; i++)
            _values[i] = _thinning == Thinning.First ? _values[2 * i] : (_values[2 * i] + _values[(2 * i) + 1]) / 2;
        Stride *= 2;
    }
}
