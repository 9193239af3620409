namespace Inference;

/// <summary>Integer functions that give the same bits on every machine.</summary>
internal static class FixedPoint
{
    /// <summary>⌊√value⌋ by bits from the top (C. Woo, 1985): no floating point, so no difference between machines.</summary>
    public static int SquareRoot(ulong value)
    {
        ulong root = 0;
        for (ulong bit = 1UL << 62; bit != 0; bit >>= 2)
        {
            if (value >= root + bit)
            {
                value -= root + bit;
                root = (root >> 1) + bit;
            }
            else
            {
                root >>= 1;
            }
        }

        return (int)root;
    }

    /// <summary>⌊65536 · log₂ value⌋ for value ≥ 1: the whole part is the place of the top bit, each squaring gives one bit more.</summary>
    /// <remarks>
    /// The mantissa is kept in 2^−31 and cut after each squaring, so up to one unit below the true floor.
    /// </remarks>
    public static int Logarithm(int value)
    {
        int whole = 31 - int.LeadingZeroCount(value);
        ulong mantissa = (ulong)value << (31 - whole);
        int result = whole;
        for (int bit = 0; bit < 16; bit++)
        {
            mantissa = (mantissa * mantissa) >> 31;
            int carry = (int)(mantissa >> 32);
            mantissa >>= carry;
            result = 2 * result + carry;
        }

        return result;
    }

    /// <summary>Clamps to 32 bits.</summary>
    public static int Saturate(long value) => (int)Math.Clamp(value, int.MinValue, int.MaxValue);
}
