using System.Text.Json.Serialization;

namespace Agent.Telemetry;

/// <summary>What the learner does; the values of <c>state</c> in topic <c>learn</c>.</summary>
public enum LearnState
{
    /// <summary>Nothing, and will not: see the reason.</summary>
    [JsonStringEnumMemberName("off")]
    Off,

    /// <summary>Waits for labels.</summary>
    [JsonStringEnumMemberName("waiting")]
    Waiting,

    /// <summary>Runs a chain.</summary>
    [JsonStringEnumMemberName("learning")]
    Learning,

    /// <summary>Has a chain and may not run it now: see the reason.</summary>
    [JsonStringEnumMemberName("paused")]
    Paused,
}
