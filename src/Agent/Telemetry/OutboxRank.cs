namespace Agent.Telemetry;

/// <summary>What a message is worth when there is no room for all; the lowest goes first.</summary>
public enum OutboxRank
{
    /// <summary>A picture: the event says the same without it.</summary>
    Crop,

    /// <summary>Figures of a period, <c>exits</c>, <c>health</c> and <c>learn</c>: the next bring the counters again. Answers: who waits in vain asks again.</summary>
    Report,

    /// <summary>An event's update: its end says the last of it.</summary>
    Update,

    /// <summary>An event's beginning or end.</summary>
    Event,
}
