using Microsoft.Extensions.Time.Testing;
using Sensors.Cameras;

namespace Sensors.Tests.Support;

/// <summary>A feed over a script, with its changes written down, and waits that end when its thread has nothing more to do.</summary>
internal sealed class WatchedFeed : IDisposable
{
    // Real time; only a test that fails waits this long.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly FakeTimeProvider _time;
    private readonly CameraScript _script;
    private readonly List<CameraStatus> _changes = [];

    public WatchedFeed(FakeTimeProvider time, CameraScript script, CameraFeedOptions? options = null)
    {
        _time = time;
        _script = script;
        Feed = new CameraFeed(script.Open, (options ?? new CameraFeedOptions()) with { Seed = 1 }, time);
        Feed.StatusChanged += change =>
        {
            lock (_changes)
                _changes.Add(change);
        };
    }

    public CameraFeed Feed { get; }

    public CameraState[] States
    {
        get
        {
            lock (_changes)
                return [.. _changes.Select(change => change.State)];
        }
    }

    public string LastReason => Feed.Status.Reason;

    /// <summary>Until the camera blocks, or the feed waits for the clock or has ended.</summary>
    public WatchedFeed Settle()
    {
        Assert.True(
            SpinWait.SpinUntil(() => _script.IsBlocked || Feed.IsPausing || Feed.Status.State == CameraState.Ended, Patience),
            $"the feed is still busy; {Feed.Status}");
        return this;
    }

    /// <summary>Lets the longest pause pass and what comes of it happen.</summary>
    public WatchedFeed Retry()
    {
        Settle();
        int opened = _script.Attempts;
        _time.Advance(TimeSpan.FromSeconds(60));
        Assert.True(SpinWait.SpinUntil(() => _script.Attempts > opened, Patience), $"not opened again; {Feed.Status}");
        return Settle();
    }

    public void Dispose() => Feed.Dispose();
}
