namespace Agent.Telemetry;

/// <summary>Messages that wait for the broker: bounded, ageing, and with a ledger in which none goes missing.</summary>
/// <remarks>
/// Any thread may put; one thread takes, and settles what it took before it takes again. A message in flight keeps its
/// room, so one that comes back always fits. Room is made by rank (<see cref="OutboxRank"/>), the oldest of a rank first.
/// </remarks>
public sealed class Outbox
{
    private readonly Lock _lock = new();
    private readonly LinkedList<OutboxMessage> _queue = new();
    private readonly long[] _dropped = new long[Enum.GetValues<DropReason>().Length];
    private readonly OutboxOptions _options;
    private readonly TimeProvider _time;
    private OutboxMessage? _inFlight;
    private long _bytes;
    private long _produced;
    private long _acknowledged;
    private long _expired;

    /// <summary>Makes an empty outbox.</summary>
    /// <param name="options">How much may wait.</param>
    /// <param name="time">What messages age by.</param>
    public Outbox(OutboxOptions options, TimeProvider time)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentOutOfRangeException.ThrowIfLessThan(options.Messages, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(options.Bytes, 1);
        (_options, _time) = (options, time);
    }

    /// <summary>What became of every message so far.</summary>
    public Ledger Ledger
    {
        get
        {
            lock (_lock)
            {
                Expire();
                return new Ledger
                {
                    Produced = _produced,
                    Acknowledged = _acknowledged,
                    Queued = _queue.Count,
                    InFlight = _inFlight is null ? 0 : 1,
                    Expired = _expired,
                    DroppedNoRoom = _dropped[(int)DropReason.NoRoom],
                    DroppedTooLarge = _dropped[(int)DropReason.TooLarge],
                    DroppedRefused = _dropped[(int)DropReason.Refused],
                    DroppedAtShutdown = _dropped[(int)DropReason.AtShutdown],
                    Bytes = _bytes,
                };
            }
        }
    }

    /// <summary>Age of the oldest message that waits or is in flight; null when none does.</summary>
    public TimeSpan? OldestWaiting
    {
        get
        {
            lock (_lock)
            {
                Expire();
                return (_inFlight ?? _queue.First?.Value) is { } oldest ? _time.GetElapsedTime(oldest.PutAt) : null;
            }
        }
    }

    /// <summary>Adds a message; what must go for it, possibly itself, goes.</summary>
    public void Put(OutboxMessage message)
    {
        ArgumentNullException.ThrowIfNull(message);
        lock (_lock)
        {
            Expire();
            _produced++;
            if (message.Payload.Length > _options.Bytes)
            {
                _dropped[(int)DropReason.TooLarge]++;
                return;
            }

            _queue.AddLast(message with { PutAt = _time.GetTimestamp(), Attempts = 0 });
            _bytes += message.Payload.Length;
            while (_bytes > _options.Bytes || _queue.Count + (_inFlight is null ? 0 : 1) > _options.Messages)
            {
                Remove(Cheapest());
                _dropped[(int)DropReason.NoRoom]++;
            }
        }
    }

    /// <summary>Takes the oldest message to send it; it is in flight until it is settled.</summary>
    /// <returns>False when none waits.</returns>
    /// <exception cref="InvalidOperationException">One is in flight already.</exception>
    public bool TryTake([System.Diagnostics.CodeAnalysis.NotNullWhen(true)] out OutboxMessage? message)
    {
        lock (_lock)
        {
            if (_inFlight is not null)
                throw new InvalidOperationException("the message in flight must be settled before the next is taken");
            Expire();
            message = _queue.First?.Value;
            if (message is null)
                return false;
            _queue.RemoveFirst();
            _inFlight = message;
            return true;
        }
    }

    /// <summary>How much longer the message in flight is worth sending, more than zero unless it is overdue.</summary>
    public TimeSpan Remaining(OutboxMessage message) => message.Lifetime - _time.GetElapsedTime(message.PutAt);

    /// <summary>The broker confirmed the message in flight.</summary>
    public void Acknowledge()
    {
        lock (_lock)
        {
            Settle();
            _acknowledged++;
        }
    }

    /// <summary>The message in flight was not confirmed: it waits again, as the first, and is not news any more.</summary>
    public void Return()
    {
        lock (_lock)
        {
            OutboxMessage message = Settle();
            _bytes += message.Payload.Length;
            _queue.AddFirst(message with { Attempts = message.Attempts + 1 });
        }
    }

    /// <summary>The message in flight is given up.</summary>
    public void Drop(DropReason reason)
    {
        lock (_lock)
        {
            Settle();
            _dropped[(int)reason]++;
        }
    }

    /// <summary>Gives up all that wait.</summary>
    public void DropWaiting(DropReason reason)
    {
        lock (_lock)
        {
            Expire();
            _dropped[(int)reason] += _queue.Count;
            while (_queue.First is { } first)
                Remove(first);
        }
    }

    private OutboxMessage Settle()
    {
        OutboxMessage message = _inFlight ?? throw new InvalidOperationException("no message is in flight");
        _inFlight = null;
        _bytes -= message.Payload.Length;
        return message;
    }

    private LinkedListNode<OutboxMessage> Cheapest()
    {
        LinkedListNode<OutboxMessage> cheapest = _queue.First!;
        for (LinkedListNode<OutboxMessage>? node = cheapest; node is not null && cheapest.Value.Rank > OutboxRank.Crop; node = node.Next)
        {
            if (node.Value.Rank < cheapest.Value.Rank)
                cheapest = node;
        }

        return cheapest;
    }

    private void Expire()
    {
        for (LinkedListNode<OutboxMessage>? node = _queue.First; node is not null;)
        {
            LinkedListNode<OutboxMessage>? next = node.Next;
            if (Remaining(node.Value) <= TimeSpan.Zero)
            {
                Remove(node);
                _expired++;
            }

            node = next;
        }
    }

    private void Remove(LinkedListNode<OutboxMessage> node)
    {
        _queue.Remove(node);
        _bytes -= node.Value.Payload.Length;
    }
}
