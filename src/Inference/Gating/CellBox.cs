namespace Inference.Gating;

/// <summary>A box of cells; right and bottom are the first beyond.</summary>
internal readonly record struct CellBox(int Left, int Top, int Right, int Bottom)
{
    /// <summary>Makes what is seen here background.</summary>
    public void CopyImageToMean(in CellPlanes cells)
    {
        for (int y = Top; y < Bottom; y++)
        {
            int at = (y * cells.Width) + Left;
            cells.Image.Slice(at, Right - Left).CopyTo(cells.Mean[at..]);
        }
    }
}
