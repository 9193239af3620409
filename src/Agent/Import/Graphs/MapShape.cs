namespace Agent.Import.Graphs;

/// <summary>Sizes of a map without the batch, in the order of ONNX.</summary>
/// <param name="Channels">Numbers a pixel.</param>
/// <param name="Height">Rows.</param>
/// <param name="Width">Columns.</param>
internal readonly record struct MapShape(int Channels, int Height, int Width)
{
    /// <summary>Rows times columns.</summary>
    public int Pixels => Height * Width;

    /// <summary>Numbers in the map.</summary>
    public int Elements => Channels * Pixels;

    /// <inheritdoc/>
    public override string ToString() => $"{Channels}×{Height}×{Width}";
}
