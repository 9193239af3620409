namespace Agent.Pipeline;

/// <summary>What audits of early answers have found since the start.</summary>
/// <param name="Audits">Answers checked by the last exit.</param>
/// <param name="Wrong">Of these, with another answer.</param>
/// <param name="LogWealth">ln of the evidence against the promise; 0 at the start.</param>
public readonly record struct AuditCount(long Audits, long Wrong, double LogWealth);
