namespace Agent.Telemetry;

/// <summary>One start of the agent: the name that sequence numbers and sessions count under.</summary>
/// <param name="Id">A random UUID in lower case.</param>
public sealed record Boot(string Id)
{
    /// <summary>A name no other start has.</summary>
    public static Boot Random() => new(Guid.NewGuid().ToString("D"));

    /// <summary>The id of an event: unique over boards and boots, safe in a topic.</summary>
    /// <param name="track">The track's number, unique in this boot, ≥ 0.</param>
    public string EventId(long track) => $"{Id.AsSpan(0, 8)}-{track}";
}
