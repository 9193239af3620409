namespace Agent.Telemetry;

/// <summary>Why a message was given up.</summary>
public enum DropReason
{
    /// <summary>To make room for others.</summary>
    NoRoom,

    /// <summary>Larger than the broker takes, or than all the room.</summary>
    TooLarge,

    /// <summary>The broker said no, and would again.</summary>
    Refused,

    /// <summary>Still waiting when the agent had to end.</summary>
    AtShutdown,
}
