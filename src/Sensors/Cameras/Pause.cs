namespace Sensors.Cameras;

/// <summary>Waits by a given clock, again and again without allocating; one thread waits, any may end it for good.</summary>
internal sealed class Pause : IDisposable
{
    private readonly object _gate = new();
    private readonly ITimer _timer;
    private bool _isDue;
    private bool _isClosed;
    private bool _isWaiting;

    public Pause(TimeProvider time) =>
        _timer = time.CreateTimer(static pause => ((Pause)pause!).Due(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);

    /// <summary>A thread waits here now.</summary>
    public bool IsWaiting => Volatile.Read(ref _isWaiting);

    /// <summary>Waits; returns at once when not above zero or closed.</summary>
    public void Wait(TimeSpan span)
    {
        if (span <= TimeSpan.Zero)
            return;
        lock (_gate)
        {
            _isDue = false;
            if (!_isClosed)
                _timer.Change(span, Timeout.InfiniteTimeSpan);
            while (!_isDue && !_isClosed)
            {
                Volatile.Write(ref _isWaiting, true);
                Monitor.Wait(_gate);
            }

            Volatile.Write(ref _isWaiting, false);
        }
    }

    /// <summary>Ends the wait, and every later one.</summary>
    public void Close()
    {
        lock (_gate)
        {
            _isClosed = true;
            Monitor.PulseAll(_gate);
        }
    }

    public void Dispose()
    {
        Close();
        _timer.Dispose();
    }

    private void Due()
    {
        lock (_gate)
        {
            _isDue = true;
            Monitor.PulseAll(_gate);
        }
    }
}
