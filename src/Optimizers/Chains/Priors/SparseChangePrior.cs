using Optimizers.Chains.Stages;

namespace Optimizers.Chains.Priors;

/// <summary>
/// Spike and slab around given weights (Mitchell and Beauchamp 1988), of rows that hold changes: a weight is as given with probability 1 − q − d, a true zero
/// with d, else its change is a draw of the slab. A given zero is as given with 1 − q; what it dies to is the same zero, counted once.
/// </summary>
/// <param name="centre">The given weights.</param>
/// <param name="slab">Of changes.</param>
/// <param name="dead">The change that stands for a true zero; the slab must not hold it.</param>
/// <param name="changes">q, above 0.</param>
/// <param name="deaths">d, above 0; q + d below 1.</param>
public sealed class SparseChangePrior(IChangeCentre centre, ISlab slab, short dead, double changes, double deaths) : IPrior
{
    private readonly double _logChange = ExactMath.Log(changes / (1 - changes - deaths));
    private readonly double _logZeroChange = ExactMath.Log(changes / (1 - changes));
    private readonly double _logDeath = ExactMath.Log(deaths / (1 - changes - deaths));

    /// <inheritdoc/>
    public double LogRatio(ReadOnlySpan<short> row, Move move)
    {
        double log = 0;
        for (int i = 0; i < move.Count; i++)
        {
            int index = move.Index[i];
            double after = Log(move.Block, move.Unit, index, move.Value[i]);
            // An impossible value must not meet another infinity.
            if (double.IsNegativeInfinity(after))
                return after;
            log += after - Log(move.Block, move.Unit, index, row[index]);
        }

        return log;
    }

    /// <summary>Log probability of a value of a weight, less that of no change.</summary>
    private double Log(int block, int unit, int index, short value)
    {
        if (value == 0)
            return 0;
        if (!centre.Holds(block, unit, index))
            return double.NegativeInfinity;
        bool isZero = centre.IsZero(block, unit, index);
        if (value == dead)
            return isZero ? double.NegativeInfinity : _logDeath;
        return (isZero ? _logZeroChange : _logChange) + slab.LogMass(value);
    }
}
