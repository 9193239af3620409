namespace Agent.Telemetry;

/// <summary>How the publisher stands with its broker.</summary>
public enum LinkState
{
    /// <summary>Not connected; trying, or waiting to try again.</summary>
    Away,

    /// <summary>Connected.</summary>
    Up,

    /// <summary>Ended on purpose, for good.</summary>
    Stopped,
}
