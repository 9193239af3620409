namespace Sensors.Cameras;

/// <summary>Hands frames from the camera's thread to the one that takes them: three frames exist, contents are swapped.</summary>
/// <remarks>One being written, one waiting, and the taker's own. Locks are held for a swap of references only.</remarks>
internal sealed class FrameHandover : IDisposable
{
    private readonly object _gate = new();
    private readonly Frame _waiting = new();
    private readonly bool _keepsAll;
    private bool _isFull;
    private bool _isClosed;
    private long _missed;
    private CancellationToken _token;
    private CancellationTokenRegistration _registration;

    /// <summary>Makes an empty hand-over.</summary>
    /// <param name="keepsAll">The writer waits for the taker instead of replacing what was not taken.</param>
    public FrameHandover(bool keepsAll) => _keepsAll = keepsAll;

    /// <summary>Frames replaced before they were taken.</summary>
    public long Missed => Interlocked.Read(ref _missed);

    /// <summary>Nothing comes any more and nothing waits.</summary>
    public bool IsDrained
    {
        get
        {
            lock (_gate)
                return _isClosed && !_isFull;
        }
    }

    /// <summary>Gives a frame; receives in exchange one to write the next picture into.</summary>
    /// <returns>False when closed; the frame was not given.</returns>
    public bool Give(Frame frame)
    {
        lock (_gate)
        {
            while (_isFull && _keepsAll && !_isClosed)
                Monitor.Wait(_gate);
            if (_isClosed)
                return false;
            if (_isFull)
                _missed++;
            _waiting.Swap(frame);
            frame.Reserve(_waiting);
            _isFull = true;
            Monitor.PulseAll(_gate);
            return true;
        }
    }

    /// <summary>Takes the waiting frame, or waits for one.</summary>
    /// <param name="frame">Receives it; its own buffer goes the other way.</param>
    /// <param name="millisecondsTimeout">Longest wait; −1 for no limit.</param>
    /// <param name="token">Ends the wait.</param>
    /// <returns>False when none came in time or none will come.</returns>
    public bool TryTake(Frame frame, int millisecondsTimeout, CancellationToken token)
    {
        Watch(token);
        long until = millisecondsTimeout < 0 ? long.MaxValue : Environment.TickCount64 + millisecondsTimeout;
        lock (_gate)
        {
            while (!_isFull)
            {
                token.ThrowIfCancellationRequested();
                long left = until - Environment.TickCount64;
                if (_isClosed || left <= 0)
                    return false;
                Monitor.Wait(_gate, (int)Math.Min(left, int.MaxValue));
            }

            frame.Reserve(_waiting);
            _waiting.Swap(frame);
            _isFull = false;
            Monitor.PulseAll(_gate);
            return true;
        }
    }

    /// <summary>Ends all waits; a frame that waits can still be taken.</summary>
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
        _registration.Dispose();
    }

    /// <summary>Registers with a token once, not at every call: a registration allocates.</summary>
    private void Watch(CancellationToken token)
    {
        if (token == _token)
            return;
        _registration.Dispose();
        _token = token;
        _registration = token.UnsafeRegister(static handover => ((FrameHandover)handover!).Wake(), this);
    }

    private void Wake()
    {
        lock (_gate)
            Monitor.PulseAll(_gate);
    }
}
