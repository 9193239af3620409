namespace Agent.Telemetry;

/// <summary>Wakes the one task that sends; many calls before it looks are one.</summary>
internal sealed class WakeSignal : IDisposable
{
    private readonly SemaphoreSlim _signal = new(0, 1);
    private readonly Lock _lock = new();

    /// <summary>There is something to do.</summary>
    public void Set()
    {
        lock (_lock)
        {
            if (_signal.CurrentCount == 0)
                _signal.Release();
        }
    }

    /// <summary>Waits until there is.</summary>
    public Task WaitAsync(CancellationToken token) => _signal.WaitAsync(token);

    /// <inheritdoc/>
    public void Dispose() => _signal.Dispose();
}
