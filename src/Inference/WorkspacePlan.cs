using Inference.Format;

namespace Inference;

/// <summary>Sizes of every buffer of one run, gathered while the layers of a network are built.</summary>
internal sealed class WorkspacePlan
{
    /// <summary>Maps start at multiples of this: no vector of one map shares a cache line with another.</summary>
    public const int Alignment = 64;

    private readonly List<Activation> _live = [];

    public int Pixels { get; set; }

    public int PaddedPixels { get; private set; }

    public int PaddedBits { get; private set; }

    public int PaddedFloats { get; private set; }

    public int Sums { get; private set; }

    public int CellSums { get; private set; }

    public int Features { get; private set; }

    public int Classes { get; set; }

    /// <summary>Whether an exit is a vote.</summary>
    public bool HasVote { get; set; }

    /// <summary>Bytes of all maps together.</summary>
    public int Bytes { get; private set; }

    /// <summary>Maps that are still to be read; no new map is put over them.</summary>
    public IReadOnlyList<Activation> Live => _live;

    /// <summary>Finds room for a map: the lowest gap between the live ones (first fit). It is live from then on.</summary>
    public Activation Reserve(FeatureMap map)
    {
        long start = 0;
        foreach (Activation live in _live.OrderBy(live => live.Start))
        {
            if (live.Start - start >= map.Bytes)
                break;
            start = Math.Max(start, ((long)live.Start + live.Map.Bytes + Alignment - 1) / Alignment * Alignment);
        }

        Bytes = Math.Max(Bytes, Within(start + map.Bytes));
        _live.Add(new Activation(map, (int)start));
        return _live[^1];
    }

    /// <summary>Room for numbers that only the layer being built uses, and only while it runs.</summary>
    public Activation ReserveScratch(int bytes) => Reserve(new FeatureMap(FeatureKind.SignedBytes, 1, 1, bytes));

    /// <summary>Frees the room of every map but these.</summary>
    public void Keep(IEnumerable<Activation> needed)
    {
        Activation[] kept = [.. needed.Where(activation => activation.Map.Kind != FeatureKind.Pixels)];
        _live.Clear();
        _live.AddRange(kept);
    }

    /// <summary>Room of one layer's own, 0 at first: a border that is never written stays 0 over all runs.</summary>
    /// <returns>Index of the first word.</returns>
    public int ReservePaddedBits(int words)
    {
        int start = PaddedBits;
        PaddedBits = Within((long)PaddedBits + words);
        return start;
    }

    /// <inheritdoc cref="ReservePaddedBits"/>
    public int ReservePaddedPixels(int length)
    {
        int start = PaddedPixels;
        PaddedPixels = Within((long)PaddedPixels + length);
        return start;
    }

    /// <inheritdoc cref="ReservePaddedBits"/>
    public int ReservePaddedFloats(int length)
    {
        int start = PaddedFloats;
        PaddedFloats = Within((long)PaddedFloats + length);
        return start;
    }

    /// <summary>Scratch that any layer may use during its run.</summary>
    public void NeedSums(int length) => Sums = Math.Max(Sums, length);

    /// <summary>Scratch of an exit: sums over one cell and the features of all cells.</summary>
    public void NeedFeatures(int channels, int features)
    {
        CellSums = Math.Max(CellSums, channels);
        Features = Math.Max(Features, features);
    }

    /// <exception cref="ModelFormatException">More than a board could hold.</exception>
    private static int Within(long size)
    {
        Expect.Range("network", "numbers of a workspace", size, 0, NetworkBounds.Workspace);
        return (int)size;
    }
}
