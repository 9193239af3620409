namespace Agent.Telemetry;

/// <summary>What a <see cref="PublisherNotice"/> is about.</summary>
public enum PublisherNoticeKind
{
    /// <summary>The broker took the connection.</summary>
    Connected,

    /// <summary>No connection came about: the broker is away, refuses, or is not who it should be.</summary>
    NotConnected,

    /// <summary>A connection ended that was up.</summary>
    Lost,

    /// <summary>The broker refused a message or a subscription, for good.</summary>
    Refused,

    /// <summary>A label or a command could not be answered, or made the learner fail.</summary>
    Request,

    /// <summary>The publisher has ended.</summary>
    Stopped,
}
