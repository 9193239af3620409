namespace Agent.Pipeline;

/// <summary>Counts per exit and for the loop; written by the frame loop, read by any thread.</summary>
public sealed class ExitCounters
{
    private readonly Lock _gate = new();
    private readonly ExitCount[] _exits;
    private WatchCounters _watch;
    private long _gateLongest;

    /// <param name="exits">Exits of the network, at least 1.</param>
    public ExitCounters(int exits)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(exits);
        _exits = new ExitCount[exits];
    }

    /// <summary>Exits counted.</summary>
    public int Exits => _exits.Length;

    /// <summary>Copies the counts.</summary>
    /// <param name="exits">Receives one count an exit, index 0 for exit 1; may be shorter or empty.</param>
    /// <param name="isEndOfPeriod">Begin anew to look for the slowest.</param>
    /// <returns>The counts of the loop and of exit 0, the gate.</returns>
    public WatchCounters Snapshot(Span<ExitCount> exits, bool isEndOfPeriod = false)
    {
        lock (_gate)
        {
            _exits.AsSpan(0, Math.Min(exits.Length, _exits.Length)).CopyTo(exits);
            WatchCounters watch = _watch with { GateLongestTicks = _gateLongest };
            if (!isEndOfPeriod)
                return watch;
            _gateLongest = 0;
            foreach (ref ExitCount exit in _exits.AsSpan())
                exit = exit with { LongestTicks = 0 };
            return watch;
        }
    }

    internal void Add(int exit, long macs, long ticks)
    {
        int index = Math.Clamp(exit - 1, 0, _exits.Length - 1);
        lock (_gate)
        {
            ExitCount old = _exits[index];
            _exits[index] = new ExitCount(old.Decisions + 1, old.Macs + macs, old.Ticks + ticks, Math.Max(old.LongestTicks, ticks));
        }
    }

    internal void Set(in WatchCounters watch)
    {
        lock (_gate)
        {
            _gateLongest = Math.Max(_gateLongest, watch.GateTicks - _watch.GateTicks);
            _watch = watch;
        }
    }
}
