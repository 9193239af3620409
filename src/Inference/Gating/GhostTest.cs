namespace Inference.Gating;

/// <summary>Tells an object that stands still from the hole that one left in the background.</summary>
/// <remarks>
/// Along the border of the changed cells an object has an edge in the picture and none in the background;
/// a ghost has it the other way round.
/// </remarks>
internal static class GhostTest
{
    /// <summary>Mean difference from the last frame below which a region stands still, grey levels.</summary>
    private const int Still = 4;

    /// <summary>True when the region stands still and its outline is in the background, not in the picture.</summary>
    /// <param name="cells">I, the frame before, M and the change mask, each <c>[height × width]</c>.</param>
    /// <param name="x">Left column of the region, cells.</param>
    /// <param name="y">Top row.</param>
    /// <param name="right">Column after the last.</param>
    /// <param name="bottom">Row after the last.</param>
    public static bool IsGhost(in CellPlanes cells, int x, int y, int right, int bottom)
    {
        long motion = 0;
        long inImage = 0;
        long inMean = 0;
        int changed = 0;
        int border = 0;
        for (int r = y; r < bottom; r++)
        {
            for (int c = x; c < right; c++)
            {
                int at = (r * cells.Width) + c;
                bool on = cells.Change[at] != 0;
                if (on)
                {
                    motion += Math.Abs(cells.Image[at] - cells.Previous[at]);
                    changed++;
                }

                if (c + 1 < cells.Width && on != (cells.Change[at + 1] != 0))
                    Edge(cells, at, at + 1, ref inImage, ref inMean, ref border);
                if (r + 1 < cells.Height && on != (cells.Change[at + cells.Width] != 0))
                    Edge(cells, at, at + cells.Width, ref inImage, ref inMean, ref border);
            }
        }

        return border > 0 && motion < (long)Still * changed && inMean > 6L * border && inMean > 2 * inImage;
    }

    private static void Edge(in CellPlanes cells, int a, int b, ref long inImage, ref long inMean, ref int border)
    {
        inImage += Math.Abs(cells.Image[a] - cells.Image[b]);
        inMean += Math.Abs(cells.Mean[a] - cells.Mean[b]);
        border++;
    }
}
