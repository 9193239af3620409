namespace Optimizers.Learning.Patches;

/// <summary>Reads what <see cref="RangeEncoder"/> wrote.</summary>
internal sealed class RangeDecoder : BitCoder
{
    /// <summary>The encoder leaves out zeros at the end; more than the decoder's window was never written.</summary>
    private const int MostZeros = 64;

    private readonly byte[] _bytes;
    private int _next;
    private uint _low;
    private uint _high = uint.MaxValue;
    private uint _code;

    /// <param name="bytes">The whole code.</param>
    public RangeDecoder(ReadOnlySpan<byte> bytes)
    {
        _bytes = bytes.ToArray();
        for (int i = 0; i < 4; i++)
            _code = (_code << 8) | Next();
    }

    /// <inheritdoc/>
    protected override bool Code(bool bit, int one)
    {
        uint cut = RangeEncoder.Cut(_low, _high, one);
        bool isOne = _code <= cut;
        if (isOne)
            _high = cut;
        else
            _low = cut + 1;
        while (((_low ^ _high) >> 24) == 0)
        {
            _low <<= 8;
            _high = (_high << 8) | 0xFF;
            _code = (_code << 8) | Next();
        }

        return isOne;
    }

    private byte Next()
    {
        int index = _next++;
        if (index < _bytes.Length)
            return _bytes[index];
        return index < _bytes.Length + MostZeros ? (byte)0 : throw new PatchException($"changes that go on after {_bytes.Length} bytes", "their end");
    }
}
