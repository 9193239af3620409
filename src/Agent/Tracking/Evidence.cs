using System.Numerics;

namespace Agent.Tracking;

/// <summary>
/// What all frames of a track say about its class: the sum of log₂ probabilities, each damped for the dependence of
/// neighbouring frames; a sequential probability ratio test (Wald 1945) of the best class against every other.
/// </summary>
/// <remarks>Integer, 1/256 bit: the same decisions on every machine. The best class stands at 0, the others below.</remarks>
public sealed class Evidence
{
    /// <summary>1/256 bits in a bit.</summary>
    public const int Unit = 256;

    /// <summary>No single frame says more than this against a class: log₂ of the least probability believed, bits.</summary>
    private const int FloorBits = -9;

    /// <summary>No class falls further behind, so that a label can still change: bits.</summary>
    private const int DepthBits = -32;

    /// <summary>The same while the favoured class leads: an object seen in part first must not be given up for long.</summary>
    private const int FavouredDepthBits = -12;

    private readonly int[] _sums;
    private int _favoured;

    /// <param name="classes">Classes, at least 2.</param>
    public Evidence(int classes)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(classes, 2);
        _sums = new int[classes];
    }

    /// <summary>Index of the class with the most evidence; of equal ones the lowest.</summary>
    public int Best { get; private set; }

    /// <summary>Evidence of the best class over the next, 1/256 bit, at least 0.</summary>
    public int Margin { get; private set; }

    /// <summary>Starts a track: every class equal but for a head start of the class that most changes turn out to be.</summary>
    /// <param name="favoured">Index of that class.</param>
    /// <param name="bits">Its head start.</param>
    public void Reset(int favoured, int bits)
    {
        Array.Fill(_sums, -bits * Unit);
        _sums[favoured] = 0;
        _favoured = favoured;
        Rank();
    }

    /// <summary>Adds one frame.</summary>
    /// <param name="probabilities">1/65536, one a class.</param>
    /// <param name="weight">Share of an independent frame that this one is worth, 1/256, 0 to 256.</param>
    public void Add(ReadOnlySpan<int> probabilities, int weight)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(probabilities.Length, _sums.Length, nameof(probabilities));
        int greatest = int.MinValue;
        for (int c = 0; c < _sums.Length; c++)
        {
            int log = Math.Max(Log2(probabilities[c]) - (16 * Unit), FloorBits * Unit);
            _sums[c] += (log * weight) / Unit;
            greatest = Math.Max(greatest, _sums[c]);
        }

        for (int c = 0; c < _sums.Length; c++)
            _sums[c] -= greatest;
        int depth = (_sums[_favoured] == 0 ? FavouredDepthBits : DepthBits) * Unit;
        for (int c = 0; c < _sums.Length; c++)
            _sums[c] = Math.Max(_sums[c], depth);
        Rank();
    }

    /// <summary>Evidence of a class below the best, 1/256 bit, at most 0.</summary>
    public int this[int index] => _sums[index];

    private void Rank()
    {
        int best = 0;
        for (int c = 1; c < _sums.Length; c++)
        {
            if (_sums[c] > _sums[best])
                best = c;
        }

        int second = int.MinValue;
        for (int c = 0; c < _sums.Length; c++)
        {
            if (c != best)
                second = Math.Max(second, _sums[c]);
        }

        Best = best;
        Margin = _sums[best] - second;
    }

    /// <summary>log₂ of a positive integer in 1/256 bit, by eight squarings of the mantissa; 0 for 0 and less.</summary>
    internal static int Log2(int value)
    {
        if (value <= 1)
            return 0;
        int whole = BitOperations.Log2((uint)value);
        ulong mantissa = ((ulong)value << 31) >> whole;
        int log = whole;
        for (int bit = 0; bit < 8; bit++)
        {
            mantissa = (mantissa * mantissa) >> 31;
            log <<= 1;
            if (mantissa < 1UL << 32)
                continue;
            mantissa >>= 1;
            log++;
        }

        return log;
    }
}
