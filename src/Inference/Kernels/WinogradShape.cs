namespace Inference.Kernels;

/// <summary>
/// Sizes of a 3×3 convolution of stride 1 that is computed in tiles of 4×4 output pixels (Winograd's F(4×4, 3×3)).
/// </summary>
/// <param name="Height">Output rows.</param>
/// <param name="Width">Output columns.</param>
/// <param name="Inputs">Input channels.</param>
/// <param name="Outputs">Output channels.</param>
public readonly record struct WinogradShape(int Height, int Width, int Inputs, int Outputs)
{
    /// <summary>Output pixels a side of a tile.</summary>
    public const int Side = 4;

    /// <summary>Numbers of a transformed tile of one channel: 6×6 input pixels.</summary>
    public const int Points = 36;

    /// <summary>Tiles side by side.</summary>
    public int TilesAcross => (Width + Side - 1) / Side;

    /// <summary>Tiles above one another.</summary>
    public int TilesDown => (Height + Side - 1) / Side;

    /// <summary>Tiles of the map.</summary>
    public int Tiles => TilesDown * TilesAcross;

    /// <summary>Numbers of a row of the padded map.</summary>
    public int RowLength => (TilesAcross * Side + 2) * Inputs;

    /// <summary>Numbers of the padded map; vectors may read 15 past the last pixel.</summary>
    public int PaddedLength => (TilesDown * Side + 2) * RowLength + 15;

    /// <summary>Transformed numbers between two tiles: the input channels in whole vectors.</summary>
    public int TileStride => (Inputs + 15) & ~15;

    /// <summary>Start of a tile in the padded map.</summary>
    /// <param name="tile">0 to <see cref="Tiles"/> − 1, row by row.</param>
    public int Start(int tile) => (tile / TilesAcross * RowLength + tile % TilesAcross * Inputs) * Side;

    /// <summary>The products of <paramref name="count"/> tiles as sums over runs: a row for each of the 36 points.</summary>
    /// <param name="count">Tiles that are transformed together.</param>
    public WindowShape Products(int count) => new(Points, count * TileStride, Inputs, Outputs);
}
