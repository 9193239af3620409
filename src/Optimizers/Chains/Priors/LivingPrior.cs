using Optimizers.Chains.Stages;

namespace Optimizers.Chains.Priors;

/// <summary>The exit's prior where units can be off: a weight that reads a unit that is off is 0. The laws need not know: what they propose there is impossible.</summary>
/// <param name="prior">Of the weights that read units that are on.</param>
/// <param name="units">Which are on.</param>
/// <param name="features">Weights of a class without its bias; weight i reads unit i mod the number of units.</param>
internal sealed class LivingPrior(IPrior prior, UnitSet units, int features) : IPrior
{
    /// <inheritdoc/>
    public double LogRatio(ReadOnlySpan<short> row, Move move)
    {
        for (int i = 0; i < move.Count; i++)
        {
            if (move.Value[i] != 0 && move.Index[i] < features && !units[move.Index[i] % units.Most])
                return double.NegativeInfinity;
        }

        return prior.LogRatio(row, move);
    }
}
