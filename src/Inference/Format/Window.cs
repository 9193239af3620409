namespace Inference.Format;

/// <summary>The places a convolution or pool sees at once: output (i, j) starts at input (i·Stride − Top, j·Stride − Left).</summary>
/// <param name="Height">Rows, 1 to 512.</param>
/// <param name="Width">Columns, 1 to 512.</param>
/// <param name="Stride">Input pixels between output pixels, 1 to 16.</param>
/// <param name="Top">Rows of border above, less than Height.</param>
/// <param name="Left">Columns of border at the left, less than Width.</param>
/// <param name="Bottom">Rows of border below, less than Height.</param>
/// <param name="Right">Columns of border at the right, less than Width.</param>
public readonly record struct Window(int Height, int Width, int Stride, int Top, int Left, int Bottom, int Right)
{
    /// <summary>One pixel: the window of a dense layer.</summary>
    public static Window One => new(1, 1, 1, 0, 0, 0, 0);

    /// <summary>Places.</summary>
    public int Area => Height * Width;

    /// <summary>Whether there is a border.</summary>
    public bool HasBorder => Top != 0 || Left != 0 || Bottom != 0 || Right != 0;

    /// <summary>A square with a border of half its side: at stride 1 the output is as large as the input.</summary>
    /// <param name="side">Rows and columns; odd.</param>
    /// <param name="stride">Input pixels between output pixels.</param>
    /// <returns>The window.</returns>
    public static Window Same(int side, int stride = 1) => new(side, side, stride, side / 2, side / 2, side / 2, side / 2);

    /// <summary>A square without a border whose steps do not overlap.</summary>
    /// <param name="side">Rows, columns and stride.</param>
    /// <returns>The window.</returns>
    public static Window Tile(int side) => new(side, side, side, 0, 0, 0, 0);

    /// <summary>Rows of the output.</summary>
    /// <param name="height">Rows of the input, with the border at least <see cref="Height"/>.</param>
    /// <returns><c>⌊(height + Top + Bottom − Height)/Stride⌋ + 1</c>.</returns>
    public int OutputHeight(int height) => (height + Top + Bottom - Height) / Stride + 1;

    /// <summary>Columns of the output.</summary>
    /// <param name="width">Columns of the input, with the border at least <see cref="Width"/>.</param>
    /// <returns><c>⌊(width + Left + Right − Width)/Stride⌋ + 1</c>.</returns>
    public int OutputWidth(int width) => (width + Left + Right - Width) / Stride + 1;
}
