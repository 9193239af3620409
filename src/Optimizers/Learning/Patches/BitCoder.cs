namespace Optimizers.Learning.Patches;

/// <summary>
/// Codes bits one after the other: a writer takes what it is given and gives it back, a reader gives what was written. So one walk over a patch serves
/// both, and they cannot differ.
/// </summary>
internal abstract class BitCoder
{
    /// <summary>Half, in 1/65536.</summary>
    private const int Half = 1 << 15;

    /// <summary>Longest number of <see cref="Number"/>, in bits.</summary>
    private const int NumberBits = 31;

    /// <summary>Bits spent so far.</summary>
    public virtual double Bits => 0;

    /// <summary>Codes one bit.</summary>
    /// <param name="bit">What to write; a reader ignores it.</param>
    /// <param name="one">Probability of 1, in 1/65536: 1 to 65,535.</param>
    /// <returns>The bit.</returns>
    /// <exception cref="PatchException">Reading: nothing is left.</exception>
    protected abstract bool Code(bool bit, int one);

    /// <summary>Codes one bit by a model that learns.</summary>
    public bool Bit(ref AdaptiveBit model, bool bit)
    {
        bit = Code(bit, model.One);
        model.Learn(bit);
        return bit;
    }

    /// <summary>Codes a bit as likely 0 as 1.</summary>
    public bool Flag(bool bit) => Code(bit, Half);

    /// <summary>Codes the lowest bits of a number, each as likely 0 as 1, highest first.</summary>
    /// <param name="value">0 to 2^<paramref name="bits"/> − 1.</param>
    /// <param name="bits">0 to 63.</param>
    public long Plain(long value, int bits)
    {
        long coded = 0;
        for (int bit = bits - 1; bit >= 0; bit--)
            coded = (coded << 1) | (Code(((value >> bit) & 1) != 0, Half) ? 1L : 0);
        return coded;
    }

    /// <summary>Codes a number of which nothing is known: 5 bits of length, then all its bits but the highest.</summary>
    /// <param name="value">0 to 2^31 − 1.</param>
    public int Number(int value)
    {
        int length = (int)Plain(NumberBits + 1 - System.Numerics.BitOperations.LeadingZeroCount((uint)value), 5);
        return length == 0 ? 0 : (int)((1L << (length - 1)) | Plain(value, length - 1));
    }

    /// <summary>Codes a whole number of either sign, |value| &lt; 2^31.</summary>
    public int Signed(int value)
    {
        bool isNegative = Flag(value < 0);
        int size = Number(Math.Abs(value));
        return isNegative ? -size : size;
    }
}
