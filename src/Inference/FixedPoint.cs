namespace Inference;

/// <summary>Integer functions that give the same bits on every machine.</summary>
internal static class FixedPoint
{
    /// <summary><c>⌊65536·log₂(1 + i/256)⌋</c> for i = 0 to 256.</summary>
    private static readonly int[] Logarithms = [.. Enumerable.Range(256, 257).Select(point => Logarithm(point) - (8 << 16))];

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

    /// <summary>
    /// 65536 · log₂ value for value ≥ 1, up to 3 below it, never falling: by linear interpolation between <see cref="Logarithm"/> of 256 to 512.
    /// </summary>
    public static int FastLogarithm(int value)
    {
        int whole = 31 - int.LeadingZeroCount(value);
        uint mantissa = (uint)value << (31 - whole);
        int index = (int)(mantissa >> 23) & 255;
        int rest = (int)mantissa & 0x7FFFFF;
        return (whole << 16) + Logarithms[index] + (int)((long)(Logarithms[index + 1] - Logarithms[index]) * rest >> 23);
    }

    /// <summary>Clamps to 32 bits.</summary>
    public static int Saturate(long value) => (int)Math.Clamp(value, int.MinValue, int.MaxValue);
}
