namespace Agent.Tracking;

/// <summary>What happened to a track.</summary>
public enum TrackEventKind
{
    /// <summary>Its label is decided: sent once.</summary>
    New,

    /// <summary>The label changed, or it was seen markedly better.</summary>
    Update,

    /// <summary>The object left, or was not seen for too long: sent once, last.</summary>
    End,
}
