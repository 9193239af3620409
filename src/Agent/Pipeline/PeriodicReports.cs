using System.Diagnostics;
using Agent.Telemetry;
using Sensors.Cameras;

namespace Agent.Pipeline;

/// <summary>The messages of each period: <c>exits</c> and <c>health</c>.</summary>
internal sealed class PeriodicReports
{
    private readonly WatchSession _session;
    private readonly MqttPublisher _publisher;
    private readonly TimeProvider _time;
    private readonly long _started;
    private readonly ExitCount[] _before;
    private readonly long[] _macs;
    private WatchCounters _watchBefore;
    private long _last;

    /// <summary>Begins the first period.</summary>
    /// <param name="session">What is watched.</param>
    /// <param name="macs">Multiply-accumulates up to each exit.</param>
    /// <param name="publisher">Where the messages go.</param>
    /// <param name="time">The clock.</param>
    public PeriodicReports(WatchSession session, IReadOnlyList<long> macs, MqttPublisher publisher, TimeProvider time)
    {
        ArgumentNullException.ThrowIfNull(time);
        _session = session;
        _publisher = publisher;
        _time = time;
        _macs = [.. macs];
        _before = new ExitCount[macs.Count];
        _started = _last = time.GetTimestamp();
    }

    /// <summary>Ends the period and reports it.</summary>
    public void Send()
    {
        long now = _time.GetTimestamp();
        ExitCount[] exits = new ExitCount[_before.Length];
        WatchCounters watch = _session.Loop.Counters.Snapshot(exits, isEndOfPeriod: true);
        ExitCount[] period = [.. exits.Select((exit, i) => exit.Since(_before[i]))];
        long frames = watch.Frames - _watchBefore.Frames, quiet = watch.Gate.Quiet - _watchBefore.Gate.Quiet;
        long crops = period.Sum(exit => exit.Decisions);
        ExitFigures gate = new(0, quiet, Share(quiet, frames), 0,
            Milliseconds(watch.GateTicks - _watchBefore.GateTicks, frames), Milliseconds(watch.GateLongestTicks, 1));
        _publisher.Send(new ExitsMessage
        {
            Time = _time.GetUtcNow(),
            PeriodS = Math.Round(_time.GetElapsedTime(_last, now).TotalSeconds, 3),
            Frames = frames,
            Crops = crops,
            Macs = period.Sum(exit => exit.Macs),
            Exits = [gate, .. period.Select((exit, i) => Figures(i + 1, exit, crops))],
        });
        (_watchBefore, _last) = (watch, now);
        exits.CopyTo(_before, 0);
        _publisher.Send(Health());
    }

    private ExitFigures Figures(int exit, in ExitCount count, long crops)
    {
        AuditCount? audit = _session.Audit.Count(exit);
        return new ExitFigures(
            exit,
            count.Decisions,
            Share(count.Decisions, crops),
            _macs[exit - 1],
            Milliseconds(count.Ticks, count.Decisions),
            Milliseconds(count.LongestTicks, 1),
            audit?.Audits,
            audit?.Wrong,
            audit is { } known ? Math.Round(known.LogWealth / Math.Log(10), 3) : null);
    }

    private HealthMessage Health()
    {
        AuditCount audits = _session.Audit.Total;
        FeedCounters camera = _session.Camera;
        return new HealthMessage
        {
            Time = _time.GetUtcNow(),
            UptimeS = (long)_time.GetElapsedTime(_started).TotalSeconds,
            RssBytes = Environment.WorkingSet,
            FramesRead = camera.Read,
            FramesMissed = camera.Missed,
            FramesDamaged = camera.Damaged,
            FramesFrozen = camera.Frozen,
            FramesBlack = camera.Black,
            CameraRestarts = camera.Restarts,
            EventsRefused = _session.Ring.Refused,
            Audits = audits.Audits,
            AuditsWrong = audits.Wrong,
            ExitsClosed = _session.Audit.ExitsClosed,
            RegionsCrowded = _session.Loop.Counters.Snapshot([]).Crowded,
        };
    }

    private static double Share(long part, long whole) => whole == 0 ? 0 : Math.Round(part / (double)whole, 4);

    private static double Milliseconds(long ticks, long count) => count == 0 ? 0 : Math.Round(ticks * 1000.0 / Stopwatch.Frequency / count, 4);
}
