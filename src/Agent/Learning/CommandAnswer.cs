namespace Agent.Learning;

/// <summary>What became of a command.</summary>
/// <param name="IsDone">Whether it was done.</param>
/// <param name="Reason">Why not, as found and expected; empty when done.</param>
/// <param name="NetworkHash">SHA-256 of the weights that serve after it, 64 lower hex digits; empty when nobody knows.</param>
internal sealed record CommandAnswer(bool IsDone, string Reason, string NetworkHash);
