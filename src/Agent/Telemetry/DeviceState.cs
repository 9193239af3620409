using System.Text.Json.Serialization;

namespace Agent.Telemetry;

/// <summary>Whether the board is there and doing its work; the values of topic <c>state</c>.</summary>
public enum DeviceState
{
    /// <summary>Starting.</summary>
    [JsonStringEnumMemberName("init")]
    Init,

    /// <summary>Watching.</summary>
    [JsonStringEnumMemberName("ready")]
    Ready,

    /// <summary>Runs, but cannot watch as it should.</summary>
    [JsonStringEnumMemberName("degraded")]
    Degraded,

    /// <summary>Ended on purpose.</summary>
    [JsonStringEnumMemberName("disconnected")]
    Disconnected,

    /// <summary>The link or the board died; said by the broker (last will), never by the agent.</summary>
    [JsonStringEnumMemberName("lost")]
    Lost,
}
