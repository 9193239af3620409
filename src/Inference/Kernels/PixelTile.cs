namespace Inference.Kernels;

/// <summary>Up to four vectors of pixels that a tile computes together; those past the last are the last again.</summary>
internal readonly struct PixelTile
{
    /// <summary>Where each vector starts in the padded input, relative to a tap's offset.</summary>
    public readonly int S0, S1, S2, S3;

    /// <summary>Where each vector starts in the output plane.</summary>
    public readonly int T0, T1, T2, T3;

    /// <summary>Vectors it stands for.</summary>
    public readonly int Count;

    /// <summary>The next tile of an output plane: full, or of 2 vectors where that wastes less.</summary>
    /// <param name="vectors">The plane.</param>
    /// <param name="first">Its first vector.</param>
    /// <param name="full">Vectors of a full tile, 3 or 4.</param>
    public PixelTile(in PixelVectors vectors, int first, int full)
    {
        int last = vectors.Count - 1;
        int rest = vectors.Count - first;
        Count = rest <= 2 || rest == full + 1 ? 2 : full;
        S0 = vectors.Source(first);
        S1 = vectors.Source(Math.Min(first + 1, last));
        S2 = vectors.Source(Math.Min(first + 2, last));
        S3 = vectors.Source(Math.Min(first + 3, last));
        T0 = vectors.Target(S0);
        T1 = vectors.Target(S1);
        T2 = vectors.Target(S2);
        T3 = vectors.Target(S3);
    }

    /// <summary>The same pixels, stored one vector after the other.</summary>
    public PixelTile(in PixelTile tile, int lanes)
    {
        this = tile;
        T0 = 0;
        T1 = lanes;
        T2 = 2 * lanes;
        T3 = 3 * lanes;
    }
}
