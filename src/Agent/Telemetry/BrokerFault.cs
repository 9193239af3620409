namespace Agent.Telemetry;

/// <summary>A connection that did not come about or cannot go on; the message is for people.</summary>
internal sealed class BrokerFault : Exception
{
    /// <summary>Makes the fault.</summary>
    public BrokerFault(string message, Exception? inner = null)
        : base(message, inner)
    {
    }
}
