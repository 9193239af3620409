using System.Diagnostics.CodeAnalysis;

namespace Agent.Tracking;

/// <summary>Hands events from the frame loop to one reader on another thread; all memory exists from the start.</summary>
/// <remarks>One writer, one reader, no lock: each owns one counter and only reads the other's.</remarks>
public sealed class EventRing
{
    private readonly EventSlot[] _slots;
    private long _written;
    private long _read;
    private long _refused;

    /// <param name="capacity">Events that can wait, 1 to 4,096.</param>
    /// <exception cref="ArgumentOutOfRangeException">The capacity is out of range.</exception>
    public EventRing(int capacity)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(capacity);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(capacity, 4096);
        _slots = new EventSlot[capacity];
        for (int s = 0; s < capacity; s++)
            _slots[s] = new EventSlot();
    }

    /// <summary>Events written since the start.</summary>
    public long Written => Volatile.Read(ref _written);

    /// <summary>Events refused because the reader was too slow; a refused <c>new</c> is offered again with the next frame.</summary>
    public long Refused => Volatile.Read(ref _refused);

    /// <summary>Events waiting.</summary>
    public int Waiting => (int)(Volatile.Read(ref _written) - Volatile.Read(ref _read));

    /// <summary>Adds an event; called by the frame loop only.</summary>
    /// <param name="news">The event.</param>
    /// <param name="view">The view, copied.</param>
    /// <returns>False, and counted, when the ring is full.</returns>
    public bool TryWrite(in TrackEvent news, BestView view)
    {
        ArgumentNullException.ThrowIfNull(view);
        long written = _written;
        if (written - Volatile.Read(ref _read) >= _slots.Length)
        {
            Volatile.Write(ref _refused, _refused + 1);
            return false;
        }

        EventSlot slot = _slots[written % _slots.Length];
        slot.Event = news;
        slot.View.CopyFrom(view);
        Volatile.Write(ref _written, written + 1);
        return true;
    }

    /// <summary>The oldest event; called by the reader only. It stays the reader's until <see cref="Release"/>.</summary>
    /// <param name="slot">The event and its crops.</param>
    /// <returns>False when nothing waits.</returns>
    public bool TryPeek([NotNullWhen(true)] out EventSlot? slot)
    {
        slot = null;
        long read = _read;
        if (read == Volatile.Read(ref _written))
            return false;
        slot = _slots[read % _slots.Length];
        return true;
    }

    /// <summary>Gives the place of the oldest event back; called by the reader only, after <see cref="TryPeek"/> said true.</summary>
    /// <exception cref="InvalidOperationException">Nothing waits.</exception>
    public void Release()
    {
        if (_read == Volatile.Read(ref _written))
            throw new InvalidOperationException("no event waits, so there is none to release");
        Volatile.Write(ref _read, _read + 1);
    }
}
