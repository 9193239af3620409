namespace Inference;

/// <summary>Kind and size of what passes between two layers, <c>[Height][Width][Channels]</c>, floats <c>[Channels][Height][Width]</c>.</summary>
/// <param name="Kind">How the numbers are held.</param>
/// <param name="Height">Rows.</param>
/// <param name="Width">Columns.</param>
/// <param name="Channels">Numbers a pixel.</param>
public readonly record struct FeatureMap(FeatureKind Kind, int Height, int Width, int Channels)
{
    /// <summary>Rows times columns.</summary>
    public int Pixels => Height * Width;

    /// <summary>64-bit words a pixel takes when the channels are packed.</summary>
    public int Words => (Channels + 63) / 64;

    /// <summary>Numbers in the map.</summary>
    public int Elements => Pixels * Channels;

    /// <summary>Bytes of memory.</summary>
    public int Bytes => Kind switch
    {
        FeatureKind.Values => Elements * sizeof(short),
        FeatureKind.Bits => Pixels * Words * sizeof(ulong),
        FeatureKind.Floats => Elements * sizeof(float),
        _ => Elements,
    };

    /// <inheritdoc/>
    public override string ToString() => $"{Name} {Height}×{Width}×{Channels}";

    private string Name => Kind switch
    {
        FeatureKind.Pixels => "pixels",
        FeatureKind.SignedBytes => "signed bytes",
        FeatureKind.Values => "values",
        FeatureKind.Floats => "floats",
        _ => "bits",
    };
}
