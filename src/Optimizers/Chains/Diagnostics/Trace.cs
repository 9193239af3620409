namespace Optimizers.Chains.Diagnostics;

/// <summary>
/// The course of one number over all steps of a chain in bounded memory: when full it thins itself by halving, so that its points stay evenly spaced
/// samples of the chain, fit for an autocorrelation. Adding allocates nothing.
/// </summary>
public sealed class Trace
{
    private readonly double[] _values;

    /// <summary>Makes an empty trace.</summary>
    /// <param name="capacity">Points it holds at most, even, at least 4; never fewer than half of them once it has been full.</param>
    public Trace(int capacity)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(capacity, 4);
        if (capacity % 2 != 0)
            throw new ArgumentException($"found a capacity of {capacity}, expected an even one", nameof(capacity));
        _values = new double[capacity];
    }

    /// <summary>Values added so far.</summary>
    public long Added { get; private set; }

    /// <summary>Steps between two points, a power of two.</summary>
    public long Stride { get; private set; } = 1;

    /// <summary>Points.</summary>
    public int Count { get; private set; }

    /// <summary>The points in order, of the steps 0, Stride, 2·Stride, …; valid until the next value is added.</summary>
    public ReadOnlySpan<double> Values => _values.AsSpan(0, Count);

    /// <summary>Adds the value of the next step.</summary>
    public void Add(double value)
    {
        if (Added++ % Stride != 0)
            return;
        if (Count == _values.Length)
        {
            for (int i = 0; i < Count / 2; i++)
                _values[i] = _values[2 * i];
            Count /= 2;
            // Count · Stride is as before, so that this value is the next point of the wider spacing too.
            Stride *= 2;
        }

        _values[Count++] = value;
    }
}
