namespace Agent.Diagnostics;

/// <summary>How bad a finding of <c>vigie check</c> is.</summary>
public enum Severity
{
    /// <summary>As it should be.</summary>
    Ok,

    /// <summary>Vigie runs, with less than it could have.</summary>
    Warning,

    /// <summary>Vigie cannot do its work until this is mended.</summary>
    Error,
}

/// <summary>One line of <c>vigie check</c>.</summary>
/// <param name="Subject">What was looked at: configuration, network, camera, broker, …</param>
/// <param name="Severity">How bad it is.</param>
/// <param name="Found">What is there.</param>
/// <param name="Mend">What to do about it; empty when nothing is needed.</param>
public sealed record Finding(string Subject, Severity Severity, string Found, string Mend = "");
