namespace Agent.Telemetry;

/// <summary>What became of labels and commands since the start, at one instant.</summary>
/// <param name="LabelsAccepted">Labels now in the memory.</param>
/// <param name="LabelsRefused">Labels answered with a reason.</param>
/// <param name="CommandsDone">Commands done.</param>
/// <param name="CommandsRefused">Commands answered with a reason.</param>
/// <param name="Unanswered">Commands that could not even be answered: they said not where to, or were retained.</param>
public sealed record RequestCounts(long LabelsAccepted, long LabelsRefused, long CommandsDone, long CommandsRefused, long Unanswered);
