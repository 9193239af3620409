namespace Optimizers.Gradient;

/// <summary>Shape of a float feature map of one sample, stored height, width, channels.</summary>
/// <param name="Height">Rows.</param>
/// <param name="Width">Columns.</param>
/// <param name="Channels">Values a pixel.</param>
internal readonly record struct Volume(int Height, int Width, int Channels)
{
    /// <summary>Pixels.</summary>
    public int Pixels => Height * Width;

    /// <summary>Floats of one sample.</summary>
    public int Length => Height * Width * Channels;

    /// <inheritdoc/>
    public override string ToString() => $"{Height}×{Width}×{Channels}";
}
