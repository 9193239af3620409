namespace Agent.Tests.Telemetry.Support;

/// <summary>Things in the order they happened, and a way to wait for one without sleeping.</summary>
internal sealed class Recorded<T>
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    private readonly Lock _lock = new();
    private readonly List<T> _items = [];
    private TaskCompletionSource _changed = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public IReadOnlyList<T> All
    {
        get
        {
            lock (_lock)
                return [.. _items];
        }
    }

    public void Add(T item)
    {
        TaskCompletionSource changed;
        lock (_lock)
        {
            _items.Add(item);
            changed = _changed;
            _changed = new(TaskCreationOptions.RunContinuationsAsynchronously);
        }

        changed.TrySetResult();
    }

    public async Task<T> FirstAsync(Func<T, bool> wanted) => (await UntilAsync(items => items.Any(wanted))).First(wanted);

    public async Task<IReadOnlyList<T>> UntilAsync(Func<IReadOnlyList<T>, bool> enough)
    {
        using CancellationTokenSource late = new(Patience);
        while (true)
        {
            Task changed;
            T[] items;
            lock (_lock)
                (changed, items) = (_changed.Task, [.. _items]);
            if (enough(items))
                return items;
            try
            {
                await changed.WaitAsync(late.Token);
            }
            catch (OperationCanceledException)
            {
                throw new TimeoutException($"waited {Patience.TotalSeconds} s in vain; so far: {string.Join(Environment.NewLine, items)}");
            }
        }
    }
}
