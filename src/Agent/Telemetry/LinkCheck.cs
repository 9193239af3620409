namespace Agent.Telemetry;

/// <summary>Sends ourselves a number through the broker and wants it back in time.</summary>
/// <remarks>
/// MQTTnet's keep-alive looks only at what was sent, so a link that swallows everything looks alive for as long as we publish.
/// </remarks>
public sealed class LinkCheck
{
    private readonly TimeSpan _deadline;
    private readonly TimeProvider _time;
    private readonly Lock _lock = new();
    private TaskCompletionSource? _back;
    private long _count;

    /// <summary>Makes a check.</summary>
    /// <param name="deadline">How long an echo may take.</param>
    /// <param name="time">What it is measured by.</param>
    public LinkCheck(TimeSpan deadline, TimeProvider time) => (_deadline, _time) = (deadline, time);

    /// <summary>Sends the next number and waits for it.</summary>
    /// <param name="send">Publishes the number.</param>
    /// <param name="token">Ends the wait.</param>
    /// <returns>The round trip; null when the number did not come back in time.</returns>
    /// <exception cref="OperationCanceledException"><paramref name="token"/> was cancelled.</exception>
    public async Task<TimeSpan?> RunAsync(Func<long, CancellationToken, Task> send, CancellationToken token)
    {
        ArgumentNullException.ThrowIfNull(send);
        TaskCompletionSource back = new(TaskCreationOptions.RunContinuationsAsynchronously);
        long count;
        lock (_lock)
        {
            count = ++_count;
            _back = back;
        }

        long began = _time.GetTimestamp();
        using CancellationTokenSource late = new(_deadline, _time);
        using CancellationTokenSource either = CancellationTokenSource.CreateLinkedTokenSource(late.Token, token);
        try
        {
            await send(count, either.Token).ConfigureAwait(false);
            await back.Task.WaitAsync(either.Token).ConfigureAwait(false);
            return _time.GetElapsedTime(began);
        }
        catch (OperationCanceledException) when (late.IsCancellationRequested && !token.IsCancellationRequested)
        {
            return null;
        }
    }

    /// <summary>A number came back; one that is not awaited any more changes nothing.</summary>
    public void Received(long count)
    {
        lock (_lock)
        {
            if (count == _count)
                _back?.TrySetResult();
        }
    }
}
