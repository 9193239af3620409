using Optimizers.Chains.Stages;

namespace Optimizers.Chains.Priors;

/// <summary>Each weight is unlike a given one with the same odds, independently: <c>log π(w) = LogOdds·#{i: w_i ≠ c_i} + constant</c>. For fine-tuning shipped weights.</summary>
/// <param name="centre">c, of all units: <see cref="StageWeights"/>, or what a risk was given; not copied.</param>
/// <param name="logOdds">Log-odds of a change; below 0 where the given weights are to be kept.</param>
public sealed class SparseFlipPrior(ICentre centre, double logOdds) : IPrior
{
    /// <inheritdoc/>
    public double LogRatio(ReadOnlySpan<short> row, Move move)
    {
        int more = 0;
        for (int i = 0; i < move.Count; i++)
        {
            short middle = centre.At(move.Block, move.Unit, move.Index[i]);
            more += (move.Value[i] != middle ? 1 : 0) - (row[move.Index[i]] != middle ? 1 : 0);
        }

        return more == 0 ? 0 : more * logOdds;
    }
}
