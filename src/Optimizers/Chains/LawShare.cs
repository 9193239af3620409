using Optimizers.Chains.Laws;

namespace Optimizers.Chains;

/// <summary>A law of a block.</summary>
/// <param name="Law">An <see cref="ILaw"/> or an <see cref="IFieldLaw"/>.</param>
/// <param name="Share">How often it is drawn among the laws of the block, above 0; they need not sum to 1.</param>
/// <param name="Size">The size that it begins with, and keeps without burn-in.</param>
/// <param name="Most">The largest size that burn-in may choose, wherever it begins; 1 or less: it is not adapted.</param>
public sealed record LawShare(ITransition Law, double Share = 1, int Size = 1, int Most = 0);
