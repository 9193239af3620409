namespace Sensors.Cameras;

/// <summary>One opened camera, from opening to closing, with the moment since when its thread waits in it.</summary>
/// <remarks>The camera's thread reads; the watchdog's thread looks at <see cref="TakeSilence"/> and may <see cref="Abort"/>.</remarks>
internal sealed class FeedSession(ICamera camera, TimeProvider time) : IDisposable
{
    // Weight of the newest picture in the running mean.
    private const double Newest = 0.1;

    private readonly CancellationTokenSource _cancel = new();
    private readonly Lock _gate = new();
    private long _waitsSince;
    private double _periodSeconds;
    private long _pictures;
    private bool _isWaiting;
    private bool _isAborted;
    private bool _isClosed;

    /// <summary>Pictures a second of the recording; null for live.</summary>
    public double? Rate => camera.FramesPerSecond;

    /// <summary>What the camera calls itself.</summary>
    public string Description => camera.Description;

    /// <summary>The camera was closed from outside while its thread waited in it.</summary>
    public bool IsAborted
    {
        get
        {
            lock (_gate)
                return _isAborted;
        }
    }

    /// <summary>Reads one picture.</summary>
    public bool Read(Frame frame)
    {
        lock (_gate)
        {
            _isWaiting = true;
            _waitsSince = time.GetTimestamp();
        }

        try
        {
            bool isPicture = camera.Read(frame, _cancel.Token);
            // Aborted just as the picture came: it was reported as stalled, so it is.
            return IsAborted ? throw new OperationCanceledException() : isPicture;
        }
        finally
        {
            lock (_gate)
            {
                _isWaiting = false;
                TakePeriod();
                _pictures++;
            }
        }
    }

    /// <summary>How long the camera has blocked, if that is too long: said once, and the session then counts as aborted.</summary>
    public TimeSpan? TakeSilence(CameraFeedOptions options)
    {
        lock (_gate)
        {
            if (!_isWaiting || _isAborted)
                return null;
            TimeSpan silence = time.GetElapsedTime(_waitsSince);
            TimeSpan periods = TimeSpan.FromSeconds(_periodSeconds * options.StalledPeriods);
            TimeSpan allowed = _pictures == 0 ? options.FirstFrameWithin : periods > options.StalledAfter ? periods : options.StalledAfter;
            _isAborted = silence >= allowed;
            return _isAborted ? silence : null;
        }
    }

    /// <summary>Makes a blocked read end; from any thread.</summary>
    public void Abort()
    {
        lock (_gate)
        {
            if (_isClosed)
                return;
            _isAborted = true;
            _isClosed = true;
        }

        try
        {
            _cancel.Cancel();
            camera.Dispose();
        }
        catch (Exception fault) when (fault is not OutOfMemoryException)
        {
            // The camera is given up; what it says while closing changes nothing.
        }
    }

    public void Dispose() => Abort();

    private void TakePeriod()
    {
        // The time in the camera, not from picture to picture: that would hold the taker's time too.
        double seconds = time.GetElapsedTime(_waitsSince).TotalSeconds;
        _periodSeconds = _pictures == 0 ? 0 : _periodSeconds + (Newest * (seconds - _periodSeconds));
    }
}
