namespace Sensors.Cameras;

/// <summary>State and counters of a feed, for several threads, and the raising of its changes.</summary>
internal sealed class FeedLedger
{
    // Changes nobody listened to yet are kept up to this many, so that a late listener hears how it came.
    private const int MostKept = 16;

    private readonly TimeProvider _time;
    private readonly FeedHealth _health;
    private readonly Lock _gate = new();
    private readonly Lock _raising = new();
    private readonly Queue<CameraStatus> _changes = new(MostKept);
    private Action<CameraStatus>? _handlers;
    private long _read;
    private long _stalls;
    private long _failures;
    private long _openings;

    public FeedLedger(CameraFeedOptions options, TimeProvider time)
    {
        _time = time;
        _health = new FeedHealth(options, time.GetUtcNow());
    }

    public CameraStatus Status
    {
        get
        {
            lock (_gate)
                return _health.Status;
        }
    }

    public void Subscribe(Action<CameraStatus>? handler)
    {
        lock (_raising)
        {
            _handlers += handler;
            Raise();
        }
    }

    public void Unsubscribe(Action<CameraStatus>? handler)
    {
        lock (_raising)
            _handlers -= handler;
    }

    public FeedCounters Count(long missed)
    {
        lock (_gate)
        {
            return new FeedCounters(
                _read, missed, _health.Damaged, _health.Frozen, _health.Black, _health.SizeChanges,
                _stalls, _failures, Math.Max(0, _openings - 1));
        }
    }

    public bool TakeReopenWish()
    {
        lock (_gate)
            return _health.TakeReopenWish();
    }

    public void Opened()
    {
        lock (_gate)
            _openings++;
    }

    public void Picture(Frame frame)
    {
        PictureStatistics picture = PictureStatistics.Of(frame.Luma);
        bool isChange;
        lock (_gate)
        {
            _read++;
            isChange = Keep(_health.Picture(picture, frame.Width, frame.Height, frame.Captured));
        }

        RaiseIf(isChange);
    }

    public void DamagedPicture(string reason)
    {
        bool isChange;
        lock (_gate)
            isChange = Keep(_health.DamagedPicture(reason, _time.GetUtcNow()));
        RaiseIf(isChange);
    }

    public void Lost(string reason)
    {
        bool isChange;
        lock (_gate)
        {
            _failures++;
            isChange = Keep(_health.Lost(reason, _time.GetUtcNow()));
        }

        RaiseIf(isChange);
    }

    public void Stalled(TimeSpan silence)
    {
        bool isChange;
        lock (_gate)
        {
            _stalls++;
            isChange = Keep(_health.Stalled(silence, _time.GetUtcNow()));
        }

        RaiseIf(isChange);
    }

    public void Ended(string reason)
    {
        bool isChange;
        lock (_gate)
            isChange = Keep(_health.Ended(reason, _time.GetUtcNow()));
        RaiseIf(isChange);
    }

    private bool Keep(bool isChange)
    {
        if (!isChange)
            return false;
        if (_changes.Count == MostKept)
            _changes.Dequeue();
        _changes.Enqueue(_health.Status);
        return true;
    }

    private void RaiseIf(bool isChange)
    {
        if (!isChange)
            return;
        lock (_raising)
            Raise();
    }

    /// <summary>Under the lock of raising, and not under that of the state: handlers may ask for the state.</summary>
    private void Raise()
    {
        while (_handlers is not null)
        {
            CameraStatus? change;
            lock (_gate)
            {
                if (!_changes.TryDequeue(out change))
                    return;
            }

            _handlers(change);
        }
    }
}
