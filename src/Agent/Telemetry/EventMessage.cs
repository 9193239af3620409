namespace Agent.Telemetry;

/// <summary>Topic <c>event</c>: one object seen on its way through the picture.</summary>
public sealed record EventMessage
{
    /// <summary>The same in all messages of one event, unique over boards and boots: <see cref="Telemetry.Boot.EventId"/>.</summary>
    public required string Id { get; init; }

    /// <summary>Where in its life the event stands.</summary>
    public required EventKind Kind { get; init; }

    /// <summary>The board; filled in by <see cref="MqttPublisher"/>.</summary>
    public string Device { get; init; } = "";

    /// <summary>The camera's name.</summary>
    public required string Camera { get; init; }

    /// <summary>Class that all frames of the track speak for.</summary>
    public required string Label { get; init; }

    /// <summary>Best answer of the network for the label on one picture of the track, 0 to 1.</summary>
    public required double Confidence { get; init; }

    /// <summary>Left edge, pixels of the frame.</summary>
    public required int BoxX { get; init; }

    /// <summary>Top edge, pixels of the frame.</summary>
    public required int BoxY { get; init; }

    /// <summary>Width, pixels.</summary>
    public required int BoxWidth { get; init; }

    /// <summary>Height, pixels.</summary>
    public required int BoxHeight { get; init; }

    /// <summary>Width of the frame, pixels.</summary>
    public required int FrameWidth { get; init; }

    /// <summary>Height of the frame, pixels.</summary>
    public required int FrameHeight { get; init; }

    /// <summary>Exit that gave that answer, from 1.</summary>
    public required int Exit { get; init; }

    /// <summary>From the arrival of the picture of this message to the message, milliseconds.</summary>
    public required double LatencyMs { get; init; }

    /// <summary>Multiply-accumulates spent on the track so far.</summary>
    public required long Macs { get; init; }

    /// <summary>SHA-256 of the weights that answered.</summary>
    public required string NetworkHash { get; init; }

    /// <summary>When the picture of this message was taken.</summary>
    public required DateTimeOffset Captured { get; init; }

    /// <summary>When the first picture of the track was taken.</summary>
    public required DateTimeOffset FirstSeen { get; init; }

    /// <summary>Counts the messages of the topic from 1; filled in by <see cref="MqttPublisher"/>.</summary>
    public long Seq { get; init; }

    /// <summary>The start of the agent; filled in by <see cref="MqttPublisher"/>.</summary>
    public string Boot { get; init; } = "";

    /// <summary>True when this is not news; filled in by <see cref="MqttPublisher"/> as it sends.</summary>
    public bool Replayed { get; init; }
}
