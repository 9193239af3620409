namespace Agent.Telemetry;

/// <summary>Topic <c>alarm</c>: the board found that something it promises no longer holds.</summary>
public sealed record AlarmMessage
{
    /// <summary><c>exit_risk</c>: more of an exit's answers are wrong than its certificate promises.</summary>
    public required string Kind { get; init; }

    /// <summary>The exit, from 1.</summary>
    public required int Exit { get; init; }

    /// <summary>Share that may be wrong, by the certificate.</summary>
    public required double Risk { get; init; }

    /// <summary>Probability of a false alarm, of all exits together.</summary>
    public required double Failure { get; init; }

    /// <summary>Answers of the exit that were checked.</summary>
    public required long Audits { get; init; }

    /// <summary>Of these, with another answer than the last exit's.</summary>
    public required long AuditsWrong { get; init; }

    /// <summary>The same for people, and what was done.</summary>
    public required string Reason { get; init; }

    /// <summary>SHA-256 of the weights.</summary>
    public required string NetworkHash { get; init; }

    /// <summary>When it was found.</summary>
    public required DateTimeOffset Time { get; init; }

    /// <summary>Counts the messages of the topic from 1; filled in by <see cref="MqttPublisher"/>.</summary>
    public long Seq { get; init; }

    /// <summary>The start of the agent; filled in by <see cref="MqttPublisher"/>.</summary>
    public string Boot { get; init; } = "";
}
