namespace Sensors.Cameras;

/// <summary>Gives pictures their number and their time, and says when a recording's next picture is due.</summary>
/// <remarks>
/// Live pictures are dated when they arrive. Recorded ones are dated by their number and rate from the moment of the first, so
/// that speeds and durations are those of the recording however fast it is read.
/// </remarks>
internal sealed class FeedClock(bool everyFrame)
{
    // Later than this and the recording is not hurried after its schedule: the schedule moves.
    private static readonly TimeSpan LargestLag = TimeSpan.FromSeconds(1);

    private long _last = -1;
    private long _shift;
    private bool _isNewSession;
    private DateTimeOffset _start;
    private bool _isStarted;

    /// <summary>Pictures stamped, which is those handed over.</summary>
    public long Stamped { get; private set; }

    /// <summary>The camera was opened again: its numbers may begin again.</summary>
    public void NewSession() => _isNewSession = true;

    /// <summary>Dates and numbers a picture.</summary>
    /// <param name="frame">The picture with the number its camera gave it.</param>
    /// <param name="rate">Pictures a second of a recording; null for live.</param>
    /// <param name="now">The present, UTC.</param>
    /// <returns>False for a picture of a recording that was handed over before the camera was opened again.</returns>
    public bool Stamp(Frame frame, double? rate, DateTimeOffset now)
    {
        // A recording read for every picture goes on where it stopped; anything else goes on counting.
        if (_isNewSession && !(everyFrame && rate is not null))
            _shift = _last + 1 - frame.Sequence;
        _isNewSession = false;
        frame.Sequence += _shift;
        if (frame.Sequence <= _last)
            return false;
        _last = frame.Sequence;
        Stamped++;
        frame.Captured = rate is null ? now : Scheduled(frame.Sequence, rate.Value, now);
        return true;
    }

    private DateTimeOffset Scheduled(long sequence, double rate, DateTimeOffset now)
    {
        TimeSpan offset = TimeSpan.FromTicks((long)(sequence / rate * TimeSpan.TicksPerSecond));
        // Early by much: the system's clock was set back, and waiting for the old time would stop the recording.
        TimeSpan due = _start + offset - now;
        if (!_isStarted || (!everyFrame && (due < -LargestLag || due > TimeSpan.FromSeconds(1 / rate) + LargestLag)))
        {
            _start = now - offset;
            _isStarted = true;
        }

        return _start + offset;
    }
}
