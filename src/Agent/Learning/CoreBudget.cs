namespace Agent.Learning;

/// <summary>How long learning must pause so that it takes no more of a core than it may: a share at any time, and so many seconds an hour.</summary>
/// <param name="share">Of one core, above 0 to 1.</param>
/// <param name="secondsPerHour">Core-seconds an hour; null: as many as the share gives.</param>
internal sealed class CoreBudget(double share, double? secondsPerHour)
{
    private const double Hour = 3600;

    /// <summary>The bucket holds so many seconds' worth, and is empty at first: a restart gives nothing away.</summary>
    private const double Held = 300;

    private double _left;
    private double _last = double.NaN;

    /// <summary>Takes down what a slice of work cost.</summary>
    /// <param name="seconds">Of a core.</param>
    /// <param name="now">Seconds of any steady clock.</param>
    /// <returns>Seconds to pause before the next slice.</returns>
    public double Spend(double seconds, double now)
    {
        double pause = seconds * ((1 / share) - 1);
        if (secondsPerHour is not { } most)
            return pause;
        _left = Math.Min(most * Held / Hour, _left + (double.IsNaN(_last) ? 0 : (now - _last) * most / Hour)) - seconds;
        _last = now;
        return _left >= 0 ? pause : Math.Max(pause, -_left * Hour / most);
    }
}
