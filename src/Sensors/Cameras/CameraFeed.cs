namespace Sensors.Cameras;

/// <summary>Keeps one camera going: reads it on a thread of its own, says how it is, and opens it again for ever.</summary>
/// <remarks>
/// The newest picture wins unless <see cref="CameraFeedOptions.EveryFrame"/>. After the first pictures nothing is allocated, on
/// either thread, but for a change of state. This is the only place that catches what cameras throw.
/// </remarks>
public sealed class CameraFeed : IDisposable
{
    private static readonly TimeSpan WatchEvery = TimeSpan.FromMilliseconds(500);

    private readonly Func<ICamera> _open;
    private readonly CameraFeedOptions _options;
    private readonly TimeProvider _time;
    private readonly FrameHandover _handover;
    private readonly FeedClock _clock;
    private readonly FeedLedger _ledger;
    private readonly Backoff _backoff;
    private readonly Pause _pause;
    private readonly Lock _gate = new();
    private readonly Frame _frame = new();
    private readonly Thread _thread;
    private readonly ITimer _watchdog;
    private FeedSession? _session;
    private bool _isClosing;

    /// <summary>Starts.</summary>
    /// <param name="open">Opens the camera; called again after every loss. It should not block.</param>
    /// <param name="options">Pace, faults, retries.</param>
    /// <param name="time">The clock of everything but the time limit of <see cref="TryTake"/>.</param>
    public CameraFeed(Func<ICamera> open, CameraFeedOptions options, TimeProvider time)
    {
        _open = open;
        _options = options;
        _time = time;
        _handover = new FrameHandover(options.EveryFrame);
        _clock = new FeedClock(options.EveryFrame);
        _ledger = new FeedLedger(options, time);
        _backoff = new Backoff(options.FirstPause, options.LongestPause, new Random(options.Seed));
        _pause = new Pause(time);
        _watchdog = time.CreateTimer(static feed => ((CameraFeed)feed!).Watch(), this, WatchEvery, WatchEvery);
        _thread = new Thread(Run) { IsBackground = true, Name = "camera" };
        _thread.Start();
    }

    /// <summary>
    /// Raised once for each change, in order, by the thread that saw it; the first to subscribe also hears the changes before.
    /// Handlers must be quick, must not throw and must not dispose the feed.
    /// </summary>
    public event Action<CameraStatus>? StatusChanged
    {
        add => _ledger.Subscribe(value);
        remove => _ledger.Unsubscribe(value);
    }

    /// <summary>The state now.</summary>
    public CameraStatus Status => _ledger.Status;

    /// <summary>What was counted until now.</summary>
    public FeedCounters Counters => _ledger.Count(_handover.Missed);

    /// <summary>Nothing comes any more and the last picture was taken; <see cref="CameraState.Offline"/> then means: given up.</summary>
    public bool Ended => _handover.IsDrained;

    /// <summary>The thread waits for the clock.</summary>
    internal bool IsPausing => _pause.IsWaiting;

    /// <summary>Takes the newest picture not yet taken, or waits for one; one thread takes.</summary>
    /// <param name="frame">Receives it; its buffer is taken in exchange, so nothing is copied.</param>
    /// <param name="millisecondsTimeout">Longest wait in real time; −1 for no limit.</param>
    /// <param name="token">Ends the wait.</param>
    /// <returns>False when none came in time, or the feed has ended.</returns>
    /// <exception cref="OperationCanceledException"><paramref name="token"/> was cancelled.</exception>
    public bool TryTake(Frame frame, int millisecondsTimeout, CancellationToken token) =>
        _handover.TryTake(frame, millisecondsTimeout, token);

    /// <summary>Closes the camera and ends the thread.</summary>
    public void Dispose()
    {
        FeedSession? session;
        lock (_gate)
        {
            _isClosing = true;
            session = _session;
        }

        _pause.Close();
        _handover.Close();
        session?.Abort();
        _thread.Join();
        _watchdog.Dispose();
        _pause.Dispose();
        _handover.Dispose();
    }

    private void Run()
    {
        int futile = 0;
        while (true)
        {
            long before = _clock.Stamped;
            if (!RunSession())
                break;
            futile = _clock.Stamped > before ? 0 : futile + 1;
            if (_options.EveryFrame && futile >= _options.FutileOpenings)
            {
                if (_ledger.Status.State != CameraState.Offline)
                    _ledger.Lost($"given up after {futile} openings without a new picture: {_ledger.Status.Reason}");
                break;
            }

            _pause.Wait(_backoff.Next());
        }

        _handover.Close();
    }

    /// <summary>Opens the camera and reads it until it is lost (true) or over (false).</summary>
    private bool RunSession()
    {
        FeedSession? session = null;
        try
        {
            if (IsClosing())
                return false;
            session = Open();
            return ReadAll(session);
        }
        catch (Exception fault) when (fault is not OutOfMemoryException)
        {
            // An aborted session was reported by whoever aborted it; what the camera threw because of it says nothing.
            if (session is not { IsAborted: true })
                _ledger.Lost(fault is CameraException ? fault.Message : $"{fault.GetType().Name}: {fault.Message}");
            return !IsClosing();
        }
        finally
        {
            lock (_gate)
                _session = null;
            session?.Dispose();
        }
    }

    private FeedSession Open()
    {
        FeedSession session = new(_open(), _time);
        _clock.NewSession();
        _ledger.Opened();
        lock (_gate)
            _session = session;
        return session;
    }

    private bool ReadAll(FeedSession session)
    {
        long opened = _time.GetTimestamp();
        while (!IsClosing())
        {
            if (!ReadOne(session))
                return false;
            if (session.Rate is null && _ledger.TakeReopenWish())
                return true;
            // Coming back for a moment is no success: else a camera that dies at once would be opened every second.
            if (_time.GetElapsedTime(opened) > _options.LongestPause)
                _backoff.Reset();
        }

        return false;
    }

    /// <summary>False at the end of the recording.</summary>
    private bool ReadOne(FeedSession session)
    {
        try
        {
            if (!session.Read(_frame))
            {
                _ledger.Ended($"{session.Description} is over");
                return false;
            }
        }
        catch (CameraException fault) when (fault.IsOneFrame && !session.IsAborted)
        {
            _ledger.DamagedPicture(fault.Message);
            return true;
        }

        if (!_clock.Stamp(_frame, session.Rate, _time.GetUtcNow()))
            return true;
        _ledger.Picture(_frame);
        if (!_options.EveryFrame && session.Rate is not null)
            _pause.Wait(_frame.Captured - _time.GetUtcNow());
        _handover.Give(_frame);
        return true;
    }

    private void Watch()
    {
        FeedSession? session;
        lock (_gate)
            session = _session;
        if (session?.TakeSilence(_options) is not { } silence)
            return;
        _ledger.Stalled(silence);
        session.Abort();
    }

    private bool IsClosing()
    {
        lock (_gate)
            return _isClosing;
    }
}
