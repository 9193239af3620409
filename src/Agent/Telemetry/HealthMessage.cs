namespace Agent.Telemetry;

/// <summary>Topic <c>health</c>: is the board well, and what was lost?</summary>
/// <remarks>What can be left out by the maker is filled in by <see cref="MqttPublisher"/>: ledger, queue, link, sequence, boot.</remarks>
public sealed record HealthMessage
{
    /// <summary>When the figures were read.</summary>
    public required DateTimeOffset Time { get; init; }

    /// <summary>Since the agent's start, seconds.</summary>
    public required long UptimeS { get; init; }

    /// <summary>Resident memory, bytes.</summary>
    public required long RssBytes { get; init; }

    /// <summary>Pictures delivered by the camera since the start.</summary>
    public required long FramesRead { get; init; }

    /// <summary>Pictures passed over because a newer one was there.</summary>
    public required long FramesMissed { get; init; }

    /// <summary>Pictures that could not be decoded.</summary>
    public required long FramesDamaged { get; init; }

    /// <summary>Pictures that were the one before, for too long.</summary>
    public required long FramesFrozen { get; init; }

    /// <summary>Pictures without light.</summary>
    public required long FramesBlack { get; init; }

    /// <summary>How often the camera was opened again.</summary>
    public required long CameraRestarts { get; init; }

    /// <summary>Events of a track that a full ring refused, between the frame loop and the outbox.</summary>
    public required long EventsRefused { get; init; }

    /// <summary>Regions that could not be followed, because too many were at once.</summary>
    public required long RegionsCrowded { get; init; }

    /// <summary>Early answers that the last exit has checked.</summary>
    public required long Audits { get; init; }

    /// <summary>Of these, with another answer.</summary>
    public required long AuditsWrong { get; init; }

    /// <summary>Early exits closed because their promise did not hold, and those after them.</summary>
    public required int ExitsClosed { get; init; }

    /// <inheritdoc cref="Ledger.Produced"/>
    public long MessagesProduced { get; init; }

    /// <inheritdoc cref="Ledger.Acknowledged"/>
    public long MessagesAcknowledged { get; init; }

    /// <inheritdoc cref="Ledger.Queued"/>
    public long MessagesQueued { get; init; }

    /// <inheritdoc cref="Ledger.InFlight"/>
    public long MessagesInFlight { get; init; }

    /// <inheritdoc cref="Ledger.Expired"/>
    public long MessagesExpired { get; init; }

    /// <inheritdoc cref="Ledger.Dropped"/>
    public long MessagesDropped { get; init; }

    /// <inheritdoc cref="Ledger.DroppedNoRoom"/>
    public long MessagesDroppedNoRoom { get; init; }

    /// <inheritdoc cref="Ledger.DroppedTooLarge"/>
    public long MessagesDroppedTooLarge { get; init; }

    /// <inheritdoc cref="Ledger.DroppedRefused"/>
    public long MessagesDroppedRefused { get; init; }

    /// <inheritdoc cref="Ledger.DroppedAtShutdown"/>
    public long MessagesDroppedAtShutdown { get; init; }

    /// <summary>Payload bytes that wait, in flight included.</summary>
    public long QueuedBytes { get; init; }

    /// <summary>Age of the oldest message that waits, seconds; null when none does.</summary>
    public double? QueuedOldestS { get; init; }

    /// <summary>Of the latest echo, milliseconds; null before the first.</summary>
    public double? LinkRoundTripMs { get; init; }

    /// <summary>Which connection of this boot, from 1.</summary>
    public int Session { get; init; }

    /// <summary>Connections after the first.</summary>
    public int Reconnects { get; init; }

    /// <summary>Counts the messages of the topic from 1.</summary>
    public long Seq { get; init; }

    /// <summary>The start of the agent.</summary>
    public string Boot { get; init; } = "";

    /// <summary>The same with the publisher's own figures.</summary>
    internal HealthMessage With(PublisherSnapshot publisher) => this with
    {
        MessagesProduced = publisher.Ledger.Produced,
        MessagesAcknowledged = publisher.Ledger.Acknowledged,
        MessagesQueued = publisher.Ledger.Queued,
        MessagesInFlight = publisher.Ledger.InFlight,
        MessagesExpired = publisher.Ledger.Expired,
        MessagesDropped = publisher.Ledger.Dropped,
        MessagesDroppedNoRoom = publisher.Ledger.DroppedNoRoom,
        MessagesDroppedTooLarge = publisher.Ledger.DroppedTooLarge,
        MessagesDroppedRefused = publisher.Ledger.DroppedRefused,
        MessagesDroppedAtShutdown = publisher.Ledger.DroppedAtShutdown,
        QueuedBytes = publisher.Ledger.Bytes,
        QueuedOldestS = publisher.OldestWaiting is { } age ? Math.Round(age.TotalSeconds, 3) : null,
        LinkRoundTripMs = publisher.RoundTrip is { } trip ? Math.Round(trip.TotalMilliseconds, 3) : null,
        Session = publisher.Session,
        Reconnects = Math.Max(0, publisher.Session - 1),
    };
}
