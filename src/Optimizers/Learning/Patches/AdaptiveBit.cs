namespace Optimizers.Learning.Patches;

/// <summary>
/// Learns how likely a bit is 1 from those before: (ones + ½)/(all + 1), the estimate of Krichevsky and Trofimov (IEEE Trans. Inf. Theory 27, 1981), which
/// costs ½·log₂ n bits more than knowing. Counts are halved at <see cref="Most"/>, so that no bit costs less than 1/1500 of a bit: a short file holds no
/// endless patch.
/// </summary>
internal struct AdaptiveBit
{
    private const int Most = 1 << 10;
    private int _zeros;
    private int _ones;

    /// <summary>Probability of 1, in 1/65536.</summary>
    public readonly int One => (((2 * _ones) + 1) << 16) / ((2 * (_zeros + _ones)) + 2);

    /// <summary>Takes a bit into account.</summary>
    public void Learn(bool bit)
    {
        if (bit)
            _ones++;
        else
            _zeros++;
        if (_zeros + _ones == Most)
            (_zeros, _ones) = (_zeros / 2, _ones / 2);
    }
}
