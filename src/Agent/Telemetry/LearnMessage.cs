namespace Agent.Telemetry;

/// <summary>Topic <c>learn</c>: what the board learns, and how far it is.</summary>
public sealed record LearnMessage
{
    /// <summary>When it was so.</summary>
    public required DateTimeOffset Time { get; init; }

    /// <summary>What the learner does.</summary>
    public required LearnState State { get; init; }

    /// <summary>Why it is off or paused, for people; null: nothing to say.</summary>
    public string? Reason { get; init; }

    /// <summary>SHA-256 of the weights that serve.</summary>
    public required string NetworkHash { get; init; }

    /// <summary>SHA-256 of the weights that the board began with.</summary>
    public required string ShippedHash { get; init; }

    /// <summary>The present or latest chain, from 1; 0 before the first.</summary>
    public required int Round { get; init; }

    /// <summary>What is in the memory; kinds with none are left out.</summary>
    public required IReadOnlyList<SampleFigures> Samples { get; init; }

    /// <summary>Bytes of the samples.</summary>
    public required long MemoryBytes { get; init; }

    /// <summary>Steps of the present chain so far.</summary>
    public required long Steps { get; init; }

    /// <summary>Steps after which it ends.</summary>
    public required long StepsTotal { get; init; }

    /// <summary>Share of the proposed flips of signs that were accepted, 0 to 1; null before the first.</summary>
    public double? AcceptanceSigns { get; init; }

    /// <summary>Share of the proposed moves of the exit's weights that were accepted, 0 to 1; null before the first.</summary>
    public double? AcceptanceExit { get; init; }

    /// <summary>Risk of the chain's state on its samples, nats; null without a chain.</summary>
    public double? RiskNats { get; init; }

    /// <summary>Risk of the weights that the chain began with, nats; null without a chain.</summary>
    public double? FirstRiskNats { get; init; }

    /// <summary>Effective sample size of the chain's risk; null when too short to say.</summary>
    public double? EffectiveSamples { get; init; }

    /// <summary>Time of one core spent on learning since the start of the agent, seconds.</summary>
    public required double CoreS { get; init; }

    /// <summary>Share of one core that learning may take, 0 to 1.</summary>
    public required double CoreShare { get; init; }

    /// <summary>How often the guard looked.</summary>
    public required int Looks { get; init; }

    /// <summary>Its latest decision with the reason, for people; null before the first.</summary>
    public string? LastDecision { get; init; }

    /// <summary>Whether it let new weights serve; null before the first.</summary>
    public bool? LastAccepted { get; init; }

    /// <summary>Energy spent on learning, joules; null without a meter.</summary>
    public double? EnergyJ { get; init; }

    /// <summary>Labels taken since the start.</summary>
    public long LabelsAccepted { get; init; }

    /// <summary>Labels answered with a reason since the start.</summary>
    public long LabelsRefused { get; init; }

    /// <summary>Commands done since the start.</summary>
    public long CommandsDone { get; init; }

    /// <summary>Commands answered with a reason since the start.</summary>
    public long CommandsRefused { get; init; }

    /// <summary>Commands since the start that could not be answered.</summary>
    public long RequestsUnanswered { get; init; }

    /// <summary>Counts the messages of the topic from 1; filled in by <see cref="MqttPublisher"/>.</summary>
    public long Seq { get; init; }

    /// <summary>The start of the agent; filled in by <see cref="MqttPublisher"/>.</summary>
    public string Boot { get; init; } = "";

    /// <summary>The same with what became of labels and commands.</summary>
    public LearnMessage With(RequestCounts counts)
    {
        ArgumentNullException.ThrowIfNull(counts);
        return this with
        {
            LabelsAccepted = counts.LabelsAccepted,
            LabelsRefused = counts.LabelsRefused,
            CommandsDone = counts.CommandsDone,
            CommandsRefused = counts.CommandsRefused,
            RequestsUnanswered = counts.Unanswered,
        };
    }
}
