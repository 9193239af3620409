namespace Inference;

/// <summary>The picture a network takes: bytes <c>[Height × Width × Channels]</c>, channels of a pixel side by side.</summary>
/// <param name="Height">Rows, 1 to 512.</param>
/// <param name="Width">Columns, 1 to 512.</param>
/// <param name="Channels">Bytes a pixel, 1 to 4; 1 is luma.</param>
public readonly record struct InputShape(int Height, int Width, int Channels)
{
    /// <summary>Bytes of one picture.</summary>
    public int Length => Height * Width * Channels;

    /// <inheritdoc/>
    public override string ToString() => $"{Height}×{Width}×{Channels}";
}
