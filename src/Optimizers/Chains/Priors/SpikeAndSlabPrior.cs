using Optimizers.Chains.Stages;

namespace Optimizers.Chains.Priors;

/// <summary>
/// A group of weights is 0 with probability 1 − ρ, else its weights are independent draws of the slab (Mitchell and Beauchamp 1988, "Bayesian variable
/// selection in linear regression"): true zeros, and a probability of each weight not being one.
/// </summary>
/// <param name="groups">Which weights are 0 together.</param>
/// <param name="slab">What the others are.</param>
/// <param name="logOdds"><c>log(ρ/(1 − ρ))</c>.</param>
public sealed class SpikeAndSlabPrior(WeightGroups groups, ISlab slab, double logOdds) : IPrior
{
    /// <summary>Log probability that a number of groups are all 0: that many times <c>log(1 − ρ)</c>.</summary>
    public double LogEmpty(int count) => -count * ExactMath.LogOnePlusExp(logOdds);

    /// <inheritdoc/>
    public double LogRatio(ReadOnlySpan<short> row, Move move)
    {
        double log = 0;
        int born = 0;
        for (int i = 0; i < move.Count; i++)
        {
            short before = row[move.Index[i]], after = move.Value[i];
            if (before != 0)
                log -= slab.LogMass(before);
            if (after != 0)
                log += slab.LogMass(after);
            if ((before == 0) == (after == 0))
                continue;
            int group = groups.Group(move.Index[i]);
            if (groups.Length > 1 && !IsWhole(row, move, group, after == 0))
                return double.NegativeInfinity;
            if (move.Index[i] == groups.Index(group, 0))
                born += after != 0 ? 1 : -1;
        }

        return log + (born * logOdds);
    }

    /// <summary>Whether all weights of a group are 0 after the move, or none.</summary>
    private bool IsWhole(ReadOnlySpan<short> row, Move move, int group, bool isZero)
    {
        for (int place = 0; place < groups.Length; place++)
        {
            int index = groups.Index(group, place), at = move.Index.IndexOf(index);
            if (((at < 0 ? row[index] : move.Value[at]) == 0) != isZero)
                return false;
        }

        return true;
    }
}
