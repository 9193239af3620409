using Optimizers.Chains.Stages;

namespace Optimizers.Chains.Priors;

/// <summary>All rows that the laws can reach are equally likely; over signs this is <c>2^−m</c>.</summary>
public sealed class UniformPrior : IPrior
{
    /// <inheritdoc/>
    public double LogRatio(ReadOnlySpan<short> row, Move move) => 0;
}
