namespace Optimizers.Chains;

/// <summary>Draws one of several by their shares.</summary>
/// <param name="shares">Each ≥ 0, one above 0; they need not sum to 1.</param>
internal sealed class Shares(double[] shares)
{
    private readonly double _sum = shares.Sum();
    private readonly int _last = Array.FindLastIndex(shares, share => share > 0);
    private readonly bool _isOne = shares.Count(share => share > 0) == 1;

    /// <summary>An index; no number is drawn where only one is possible.</summary>
    public int Draw(ref RandomStream random)
    {
        if (_isOne)
            return _last;
        double draw = random.NextDouble() * _sum;
        for (int i = 0; i < _last; i++)
        {
            draw -= shares[i];
            // A share of 0 leaves the draw where it was, at 0 or above.
            if (draw < 0)
                return i;
        }

        // The last one takes what rounding leaves over.
        return _last;
    }
}
