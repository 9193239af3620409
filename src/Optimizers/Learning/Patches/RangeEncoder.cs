namespace Optimizers.Learning.Patches;

/// <summary>
/// Binary arithmetic coder on 32 bits: the interval [low, high] is cut in the ratio of the probabilities, and bytes that both ends share are written
/// (G. N. N. Martin, Range encoding, 1979; without carry, as in M. Mahoney, Data Compression Explained, section 4.1).
/// </summary>
internal sealed class RangeEncoder : BitCoder
{
    private readonly List<byte> _bytes = [];
    private uint _low;
    private uint _high = uint.MaxValue;

    /// <inheritdoc/>
    public override double Bits => (8 * _bytes.Count) + 32 - Math.Log2(1.0 + _high - _low);

    /// <summary>The last byte of the part of 1 in the interval.</summary>
    /// <param name="low">First of the interval.</param>
    /// <param name="high">Last of the interval, above low.</param>
    /// <param name="one">Probability of 1, in 1/65536.</param>
    internal static uint Cut(uint low, uint high, int one) => low + (uint)(((ulong)(high - low) * (uint)one) >> 16);

    /// <summary>Ends the code with as few bytes as name a number in the interval, zeros after the end being understood.</summary>
    public byte[] Finish()
    {
        for (int kept = 0; kept <= 4; kept++)
        {
            ulong mask = (1UL << (32 - (8 * kept))) - 1, first = (_low + mask) & ~mask;
            if (first > _high)
                continue;
            for (int i = 0; i < kept; i++)
                _bytes.Add((byte)(first >> (24 - (8 * i))));
            break;
        }

        while (_bytes.Count > 0 && _bytes[^1] == 0)
            _bytes.RemoveAt(_bytes.Count - 1);
        return [.. _bytes];
    }

    /// <inheritdoc/>
    protected override bool Code(bool bit, int one)
    {
        uint cut = Cut(_low, _high, one);
        if (bit)
            _high = cut;
        else
            _low = cut + 1;
        while (((_low ^ _high) >> 24) == 0)
        {
            _bytes.Add((byte)(_high >> 24));
            _low <<= 8;
            _high = (_high << 8) | 0xFF;
        }

        return bit;
    }
}
