namespace Sensors;

/// <summary>Pauses between attempts: doubling from a first one to a longest one, each shortened by a random part.</summary>
/// <remarks>
/// Pause k lies in [½, 1]·min(longest, first·2ᵏ). The random half keeps boards that lost the same camera or broker from coming
/// back at once; the floor of one half keeps a hopeless one from being hammered. Not thread-safe.
/// </remarks>
public sealed class Backoff
{
    private readonly TimeSpan _first;
    private readonly TimeSpan _longest;
    private readonly Random _random;
    private TimeSpan _next;

    /// <summary>Starts with the first pause.</summary>
    /// <param name="first">Above zero.</param>
    /// <param name="longest">Not below <paramref name="first"/>.</param>
    /// <param name="random">Source of the jitter.</param>
    public Backoff(TimeSpan first, TimeSpan longest, Random random)
    {
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(first, TimeSpan.Zero);
        ArgumentOutOfRangeException.ThrowIfLessThan(longest, first);
        _first = first;
        _longest = longest;
        _random = random;
        _next = first;
    }

    /// <summary>The pause before the next attempt.</summary>
    public TimeSpan Next()
    {
        TimeSpan pause = _next * (0.5 + (_random.NextDouble() / 2));
        _next = _next > _longest / 2 ? _longest : _next * 2;
        return pause;
    }

    /// <summary>The attempt succeeded for good: start again with the first pause.</summary>
    public void Reset() => _next = _first;
}
