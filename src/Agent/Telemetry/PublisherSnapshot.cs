namespace Agent.Telemetry;

/// <summary>How the publisher stands, at one instant.</summary>
/// <param name="Link">How it stands with its broker.</param>
/// <param name="Session">Connections so far; the number of the present or latest one.</param>
/// <param name="RoundTrip">Of the latest echo; null before the first.</param>
/// <param name="Ledger">What became of every message.</param>
/// <param name="OldestWaiting">Age of the oldest message that waits; null when none does.</param>
public sealed record PublisherSnapshot(LinkState Link, int Session, TimeSpan? RoundTrip, Ledger Ledger, TimeSpan? OldestWaiting);
