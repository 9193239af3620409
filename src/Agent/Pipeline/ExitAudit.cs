using Inference;
using Inference.Calibration;
using Inference.Format;

namespace Agent.Pipeline;

/// <summary>
/// Draws early answers for a check by the last exit and watches whether what the exits' certificates promise still holds; closes an exit, and those after
/// it, when it does not. While at most the share ε of an exit's answers is wrong, false alarms have probability δ at most, of all exits together, however
/// long the watch is.
/// </summary>
/// <remarks>
/// The frame loop draws and adds; any thread may read. Answers about one track depend on each other, so at most one a track is drawn. Promises
/// against labels cannot be watched: nobody labels while the agent runs.
/// </remarks>
internal sealed class ExitAudit
{
    /// <summary>As many tracks are remembered as drawn; twice what the tracker follows at once.</summary>
    private const int Remembered = 2 * Tracking.Tracker.RegionLimit;

    private readonly Lock _gate = new();
    private readonly RiskMonitor?[] _monitors;
    private readonly long[] _drawn = new long[Remembered];
    private readonly double _share;
    private SplitMix _random = new(1);
    private int _next;
    private int _openExits = int.MaxValue;

    /// <summary>Begins to watch.</summary>
    /// <param name="network">Whose certificates.</param>
    /// <param name="share">Share of the answers to draw, 0 to 1.</param>
    public ExitAudit(NetworkDefinition network, double share)
    {
        _share = share;
        _monitors = new RiskMonitor?[network.Stages.Count - 1];
        for (int i = 0; i < _monitors.Length; i++)
        {
            if (network.Stages[i].Exit.Certificate is { Reference: ExitReference.Last } promise)
                _monitors[i] = new RiskMonitor(promise.Risk, promise.FailurePpm / 1e6 / _monitors.Length);
        }
    }

    /// <summary>The exit whose promise was found broken; 0: none.</summary>
    public int AlarmedExit { get; private set; }

    /// <summary>Early exits that may not answer any more.</summary>
    public int ExitsClosed
    {
        get
        {
            lock (_gate)
                return Math.Max(0, _monitors.Length - _openExits);
        }
    }

    /// <summary>What was found at all exits together; the wealth is 0.</summary>
    public AuditCount Total
    {
        get
        {
            lock (_gate)
                return new AuditCount(_monitors.Sum(monitor => monitor?.Audits ?? 0), _monitors.Sum(monitor => monitor?.Wrong ?? 0), 0);
        }
    }

    /// <summary>What was found at an exit; null where nothing is promised or watched.</summary>
    /// <param name="exit">From 1.</param>
    public AuditCount? Count(int exit)
    {
        lock (_gate)
            return exit <= _monitors.Length && _monitors[exit - 1] is { } monitor ? new AuditCount(monitor.Audits, monitor.Wrong, monitor.LogWealth) : null;
    }

    /// <summary>Whether an answer is to be checked. Allocates nothing.</summary>
    /// <param name="track">The track it is about.</param>
    /// <param name="exit">The exit that gave it, from 1.</param>
    public bool Draws(long track, int exit)
    {
        if (exit > _monitors.Length || _monitors[exit - 1] is null || _random.NextDouble() >= _share || _drawn.AsSpan().Contains(track))
            return false;
        _drawn[_next] = track;
        _next = (_next + 1) % Remembered;
        return true;
    }

    /// <summary>Takes what a check found. Allocates nothing.</summary>
    /// <param name="exit">The exit that had answered, from 1.</param>
    /// <param name="isWrong">Whether the last exit answered otherwise.</param>
    /// <returns>The last early exit that may still answer: <see cref="Workspace.OpenExits"/>.</returns>
    public int Add(int exit, bool isWrong)
    {
        lock (_gate)
        {
            RiskMonitor monitor = _monitors[exit - 1]!;
            monitor.Add(isWrong);
            if (monitor.IsAlarmed && exit <= _openExits)
                (_openExits, AlarmedExit) = (exit - 1, exit);
            return _openExits;
        }
    }
}
