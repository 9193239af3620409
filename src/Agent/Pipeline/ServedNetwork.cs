using Inference;

namespace Agent.Pipeline;

/// <summary>A network that serves and the audits of its exits: replaced together.</summary>
/// <param name="Network">It.</param>
/// <param name="Audit">Watches what its certificates promise.</param>
internal sealed record ServedNetwork(Network Network, ExitAudit Audit);
