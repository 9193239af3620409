using System.Text.Json.Serialization;

namespace Agent.Telemetry;

/// <summary>Where in the life of an event a message stands.</summary>
public enum EventKind
{
    /// <summary>The evidence suffices for a label; once an event.</summary>
    [JsonStringEnumMemberName("new")]
    New,

    /// <summary>The label or the best confidence has changed.</summary>
    [JsonStringEnumMemberName("update")]
    Update,

    /// <summary>The object has gone; once an event.</summary>
    [JsonStringEnumMemberName("end")]
    End,
}
