namespace Agent.Telemetry;

/// <summary>Wait after the n-th failure in a row: first · 2ⁿ⁻¹, at most the cap, shortened at random by up to half.</summary>
/// <remarks>The jitter keeps the boards of a site from all coming back in the same instant after a power cut. Not thread-safe.</remarks>
public sealed class Backoff
{
    private readonly TimeSpan _first;
    private readonly TimeSpan _cap;
    private readonly Random _random;
    private TimeSpan _next;

    /// <summary>Starts before the first failure.</summary>
    /// <param name="first">Wait after the first failure, &gt; 0.</param>
    /// <param name="cap">Longest wait, ≥ <paramref name="first"/>.</param>
    /// <param name="random">Source of the jitter.</param>
    public Backoff(TimeSpan first, TimeSpan cap, Random random)
    {
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(first, TimeSpan.Zero);
        ArgumentOutOfRangeException.ThrowIfLessThan(cap, first);
        (_first, _cap, _random, _next) = (first, cap, random, first);
    }

    /// <summary>The wait after one more failure.</summary>
    public TimeSpan Next()
    {
        TimeSpan wait = _next;
        _next = wait > _cap / 2 ? _cap : wait * 2;
        return wait * (1 - (_random.NextDouble() / 2));
    }

    /// <summary>Begins anew: the next wait is the first.</summary>
    public void Reset() => _next = _first;
}
