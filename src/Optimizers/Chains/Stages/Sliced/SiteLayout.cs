namespace Optimizers.Chains.Stages.Sliced;

/// <summary>
/// Where the places of all samples' maps lie in a row of bits: sample after sample, row after row, with gaps of zeros after each row and each sample wide
/// enough that a tap which leaves a picture reads a gap. A tap is then one shift of the whole row of bits.
/// </summary>
internal sealed class SiteLayout
{
    /// <summary>Words before the first and after the last site that a tap may read.</summary>
    public const int Guard = 16;

    /// <summary>Lays out the sums of a layer.</summary>
    /// <param name="layer">The layer.</param>
    /// <param name="samples">Its samples.</param>
    /// <param name="bundle">Words that are read together; the whole is a multiple.</param>
    public SiteLayout(LayerShape layer, int samples, int bundle)
    {
        int half = layer.Kernel / 2;
        // Steps that the farthest tap is away, in places of the map of sums.
        int gap = (half + layer.Stride - 1) / layer.Stride;
        RowBits = layer.SumWidth + gap;
        int bits = (layer.SumHeight + gap) * RowBits;
        if (layer.SumHeight == 1 && layer.SumWidth == 1 && gap == 0)
            bits = 1;
        SampleBits = bits <= 64 ? (int)System.Numerics.BitOperations.RoundUpToPowerOf2((uint)bits) : (bits + 63) / 64 * 64;
        Samples = samples;
        long words = ((((long)samples * SampleBits) + 63) / 64) + 1;
        Words = checked((int)((words + bundle - 1) / bundle * bundle));
    }

    /// <summary>Samples.</summary>
    public int Samples { get; }

    /// <summary>Bits from one row of a map to the next.</summary>
    public int RowBits { get; }

    /// <summary>Bits from one sample to the next: 1, 2, 4, … 64, or a multiple of 64.</summary>
    public int SampleBits { get; }

    /// <summary>Words of one plane of bits, without the guards.</summary>
    public int Words { get; }

    /// <summary>Words of one plane of bits with the guards before and after.</summary>
    public int Pitch => Words + (2 * Guard);

    /// <summary>The bit of a place.</summary>
    public long Site(int sample, int y, int x) => ((long)sample * SampleBits) + (y * RowBits) + x;
}
