namespace Agent.Telemetry;

/// <summary>A message that waits for the broker.</summary>
public sealed record OutboxMessage
{
    /// <summary>Where it goes.</summary>
    public required string Topic { get; init; }

    /// <summary>Name and version of its form: <c>vigie.event.v1</c>.</summary>
    public required string Schema { get; init; }

    /// <summary>What it says.</summary>
    public required ReadOnlyMemory<byte> Payload { get; init; }

    /// <summary>What it says once it is no longer news; null when the payload does not tell.</summary>
    public ReadOnlyMemory<byte>? ReplayedPayload { get; init; }

    /// <summary>What it is worth when there is no room for all.</summary>
    public required OutboxRank Rank { get; init; }

    /// <summary>Counts the messages of its topic; 0: it is an answer to a topic of the asker's, which are not counted.</summary>
    public required long Seq { get; init; }

    /// <summary>How long after <see cref="Outbox.Put"/> it is still worth sending.</summary>
    public required TimeSpan Lifetime { get; init; }

    /// <summary>The connection that was up when it was produced; 0 when none was.</summary>
    public required int Session { get; init; }

    /// <summary>By what the asker knows an answer again; null: it is none, or he did not say.</summary>
    public byte[]? Correlation { get; init; }

    /// <summary>How often it was sent without an acknowledgement.</summary>
    public int Attempts { get; init; }

    /// <summary>When it was put; a timestamp of the outbox's <see cref="TimeProvider"/>, so that a clock set anew ages nothing.</summary>
    internal long PutAt { get; init; }

    /// <summary>Whether it is not news on the connection <paramref name="session"/>.</summary>
    public bool IsReplayOn(int session) => Attempts > 0 || Session != session;
}
