using Optimizers.Chains.Stages;

namespace Optimizers.Chains.Priors;

/// <summary>
/// Independent weights with Student's density on a grid: <c>log π(w) = −(ν + 1)/2·Σ log(1 + (w_i·step)²/(ν·S)) + constant</c>, |w_i| ≤ most. Heavy tails
/// make the cost of a weight grow as its logarithm, which is what the sparsity bounds want (Dalalyan and Tsybakov 2012, "Sparse regression learning by
/// aggregation and Langevin Monte-Carlo").
/// </summary>
/// <param name="nu">ν, degrees of freedom, above 0.</param>
/// <param name="scale">S, a squared length, above 0.</param>
/// <param name="step">What a weight of 1 is worth.</param>
/// <param name="most">The largest |w|, 1 to 32767.</param>
/// <param name="centre">Given weights that w is counted from, as far as the density goes; null: 0.</param>
public sealed class StudentPrior(double nu, double scale, double step, int most, ICentre? centre = null) : IPrior
{
    private readonly double _inner = step * step / (nu * scale);
    private readonly double _power = 0.5 * (nu + 1);

    /// <inheritdoc/>
    public double LogRatio(ReadOnlySpan<short> row, Move move)
    {
        double log = 0;
        for (int i = 0; i < move.Count; i++)
        {
            int middle = centre?.At(move.Block, move.Unit, move.Index[i]) ?? 0;
            double before = row[move.Index[i]] - middle, after = move.Value[i] - middle;
            if (Math.Abs((int)move.Value[i]) > most)
                return double.NegativeInfinity;
            log += ExactMath.Log((1 + (_inner * before * before)) / (1 + (_inner * after * after)));
        }

        return _power * log;
    }
}
