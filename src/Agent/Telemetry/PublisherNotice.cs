namespace Agent.Telemetry;

/// <summary>Something the person who runs the board should read in the log.</summary>
/// <param name="Kind">What it is about.</param>
/// <param name="Text">One sentence: what happened, and how to mend it if that is known. Never a password.</param>
public sealed record PublisherNotice(PublisherNoticeKind Kind, string Text);
