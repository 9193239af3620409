namespace Optimizers.Learning.Patches;

/// <summary>
/// Codes by how much numbers change: whether the number is only negated, the sign, and the size less 1 as its exponent in unary, each step and the highest
/// bits after it learnt (P. Elias, Universal codeword sets, IEEE Trans. Inf. Theory 21, 1975, gamma), the others plain.
/// </summary>
internal sealed class DeltaCoder
{
    /// <summary>Sizes are below 2^34: the largest difference of two 32-bit numbers is below 2^32.</summary>
    private const int MostExponent = 33;

    private readonly AdaptiveBit[] _exponent = new AdaptiveBit[MostExponent];
    private readonly AdaptiveBit[] _highest = new AdaptiveBit[MostExponent + 1];
    private AdaptiveBit _isNegated;
    private AdaptiveBit _isNegative;

    /// <summary>Codes one change.</summary>
    /// <param name="coder">Where to or from.</param>
    /// <param name="delta">After less before, not 0, or <see cref="TensorChange.Negated"/>.</param>
    public long Code(BitCoder coder, long delta)
    {
        if (coder.Bit(ref _isNegated, delta == TensorChange.Negated))
            return TensorChange.Negated;
        bool isNegative = coder.Bit(ref _isNegative, delta < 0);
        // From 1 on, so that the exponent is that of the size itself.
        long size = delta == TensorChange.Negated ? 1 : Math.Abs(delta);
        int wanted = System.Numerics.BitOperations.Log2((ulong)Math.Max(size, 1)), exponent = 0;
        while (exponent < MostExponent && coder.Bit(ref _exponent[exponent], exponent < wanted))
            exponent++;
        long coded = 1;
        if (exponent > 0)
            coded = 2 | (coder.Bit(ref _highest[exponent], ((size >> (exponent - 1)) & 1) != 0) ? 1L : 0);
        int rest = Math.Max(exponent - 1, 0);
        coded = (coded << rest) | coder.Plain(size & ((1L << rest) - 1), rest);
        return isNegative ? -coded : coded;
    }
}
