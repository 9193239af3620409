namespace Agent.Tracking;

/// <summary>One place in the <see cref="EventRing"/>: an event with the best crop of its track at that moment.</summary>
public sealed class EventSlot
{
    /// <summary>The event.</summary>
    public TrackEvent Event { get; internal set; }

    /// <summary>The best view of the track; its crops are empty when there is none.</summary>
    public BestView View { get; } = new();
}
