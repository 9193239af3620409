namespace Agent.Telemetry;

/// <summary>The newest value of a retained topic.</summary>
/// <param name="Topic">Where it stands.</param>
/// <param name="Schema">Name and version of its form.</param>
/// <param name="Seq">Counts the values of the topic from 1.</param>
/// <param name="ContentType">What it is.</param>
/// <param name="Render">Its bytes on a given session.</param>
internal sealed record RetainedValue(string Topic, string Schema, long Seq, string ContentType, Func<int, byte[]> Render);
