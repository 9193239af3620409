using System.Numerics;

namespace Optimizers.Chains.Stages.Sliced;

/// <summary>Which bits of a layer's planes are the places of its output, counted row by row, and in which of them two planes differ.</summary>
internal sealed class OutputSites
{
    private readonly int[] _place;
    private readonly int[] _bit;

    /// <summary>Lays out the output of a layer.</summary>
    public OutputSites(LayerShape layer, SiteLayout layout)
    {
        (Layer, Layout) = (layer, layout);
        _place = new int[layout.SampleBits];
        _bit = new int[layer.OutputHeight * layer.OutputWidth];
        int step = layer.Pools ? 2 : 1;
        for (int place = 0; place < _bit.Length; place++)
        {
            _bit[place] = (int)layout.Site(0, place / layer.OutputWidth * step, place % layer.OutputWidth * step);
            _place[_bit[place]] = place;
        }
    }

    /// <summary>The layer.</summary>
    public LayerShape Layer { get; }

    /// <summary>Its sites.</summary>
    public SiteLayout Layout { get; }

    /// <summary>Places of the output.</summary>
    public int Places => _bit.Length;

    /// <summary>The bit of a place.</summary>
    public long Site(int sample, int place) => ((long)sample * Layout.SampleBits) + _bit[place];

    /// <summary>Collects the samples in which two planes differ, between two words at which samples begin.</summary>
    public void Collect(ReadOnlySpan<ulong> one, ReadOnlySpan<ulong> other, int from, int to, Proposal proposal)
    {
        int last = -1;
        for (int word = from; word < to; word++)
        {
            ulong differs = one[word] ^ other[word];
            while (differs != 0)
            {
                long bit = (word * 64L) + BitOperations.TrailingZeroCount(differs);
                int sample = (int)(bit / Layout.SampleBits);
                if (sample != last)
                    proposal.Collect(last = sample);
                long end = ((sample + 1L) * Layout.SampleBits) - (word * 64L);
                differs = end >= 64 ? 0 : differs >> (int)end << (int)end;
            }
        }
    }

    /// <summary>The places of a sample in which two planes differ.</summary>
    /// <param name="plane">The plane as it is.</param>
    /// <param name="next">The one that would be.</param>
    /// <param name="sample">The sample.</param>
    /// <param name="changes">Room for all places.</param>
    /// <returns>How many there are.</returns>
    public int Changes(ReadOnlySpan<ulong> plane, ReadOnlySpan<ulong> next, int sample, Span<PlaceChange> changes)
    {
        int count = 0;
        long first = (long)sample * Layout.SampleBits;
        int word = (int)(first >> 6), shift = (int)(first & 63), words = Math.Max(1, Layout.SampleBits / 64);
        for (int w = 0; w < words; w++)
        {
            ulong now = next[word + w] >> shift, differs = (plane[word + w] >> shift) ^ now;
            if (Layout.SampleBits < 64)
                differs &= (1UL << Layout.SampleBits) - 1;
            for (; differs != 0; differs &= differs - 1)
            {
                int bit = BitOperations.TrailingZeroCount(differs);
                changes[count++] = new PlaceChange(_place[(w * 64) + bit], (now >> bit & 1) != 0);
            }
        }

        return count;
    }

    /// <summary>Copies a plane as signs.</summary>
    /// <param name="plane">Bit 1 = −1.</param>
    /// <param name="unit">The channel.</param>
    /// <param name="outputs"><c>[samples][places][units]</c>; that channel's are written, ±1.</param>
    public void CopyTo(ReadOnlySpan<ulong> plane, int unit, Span<sbyte> outputs)
    {
        for (int s = 0; s < Layout.Samples; s++)
        {
            for (int place = 0; place < Places; place++)
            {
                long site = Site(s, place);
                outputs[(((s * Places) + place) * Layer.Units) + unit] = (sbyte)(1 - ((int)(plane[(int)(site >> 6)] >> (int)(site & 63) & 1) * 2));
            }
        }
    }
}
