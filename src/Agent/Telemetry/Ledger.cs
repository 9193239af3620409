namespace Agent.Telemetry;

/// <summary>What became of every message of the outbox, at one instant.</summary>
/// <remarks>Law: produced = acknowledged + queued + in flight + expired + dropped (<see cref="IsBalanced"/>).</remarks>
public sealed record Ledger
{
    /// <summary>Messages put into the outbox since the start.</summary>
    public long Produced { get; init; }

    /// <summary>Messages the broker confirmed.</summary>
    public long Acknowledged { get; init; }

    /// <summary>Messages that wait to be sent.</summary>
    public long Queued { get; init; }

    /// <summary>Messages sent and not yet confirmed, 0 or 1.</summary>
    public long InFlight { get; init; }

    /// <summary>Messages that grew too old waiting.</summary>
    public long Expired { get; init; }

    /// <summary>Messages given up to make room.</summary>
    public long DroppedNoRoom { get; init; }

    /// <summary>Messages larger than the broker takes, or than all the room.</summary>
    public long DroppedTooLarge { get; init; }

    /// <summary>Messages the broker said no to.</summary>
    public long DroppedRefused { get; init; }

    /// <summary>Messages still waiting when the agent had to end.</summary>
    public long DroppedAtShutdown { get; init; }

    /// <summary>Payload bytes queued and in flight.</summary>
    public long Bytes { get; init; }

    /// <summary>Messages given up, whatever the reason.</summary>
    public long Dropped => DroppedNoRoom + DroppedTooLarge + DroppedRefused + DroppedAtShutdown;

    /// <summary>Whether no message is unaccounted for.</summary>
    public bool IsBalanced => Produced == Acknowledged + Queued + InFlight + Expired + Dropped;
}
