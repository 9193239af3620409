namespace Agent.Telemetry;

/// <summary>Topic <c>camera/&lt;camera&gt;/status</c>: does the camera deliver?</summary>
public sealed record CameraStatusMessage
{
    /// <summary>One of the states that docs/mqtt.md lists: starting, online, stalled, frozen, black, damaged, offline, ended.</summary>
    public required string State { get; init; }

    /// <summary>For people; empty when there is nothing to say.</summary>
    public required string Reason { get; init; }

    /// <summary>When the state was entered.</summary>
    public required DateTimeOffset Since { get; init; }

    /// <summary>The start of the agent; filled in by <see cref="MqttPublisher"/>.</summary>
    public string Boot { get; init; } = "";
}
