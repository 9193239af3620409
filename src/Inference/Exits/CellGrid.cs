using System.Numerics;
using Inference.Format;
using Inference.Layers;

namespace Inference.Exits;

/// <summary>How an exit cuts a map into Grid × Grid cells, and the memory their features need.</summary>
internal sealed class CellGrid
{
    /// <param name="grid">Cells a side.</param>
    /// <param name="offsets"><c>[C]</c>.</param>
    /// <param name="site">What the exit reads.</param>
    /// <exception cref="ModelFormatException">The cells do not fit the map.</exception>
    public CellGrid(int grid, short[] offsets, LayerSite site)
    {
        FeatureMap map = site.Map;
        Expect.Range(site.Place, "grid", grid, 1, Math.Min(map.Height, map.Width));
        int cell = map.Pixels / (grid * grid);
        bool divides = map.Height % grid == 0 && map.Width % grid == 0;
        if (!divides || !BitOperations.IsPow2(cell) || cell > NetworkBounds.CellPixels)
        {
            throw new ModelFormatException(
                -1,
                $"{site.Place}: grid {grid} over {map}",
                $"a grid that divides both sides into cells of 1, 2, 4, … or {NetworkBounds.CellPixels} pixels");
        }

        Expect.Length(site.Place, "offsets", offsets, map.Channels);
        (Side, CellHeight, CellWidth) = (grid, map.Height / grid, map.Width / grid);
        Shift = BitOperations.Log2((uint)cell);
        Length = grid * grid * map.Channels;
        site.Plan.NeedFeatures(map.Channels, Length);
    }

    /// <summary>Cells a side.</summary>
    public int Side { get; }

    /// <summary>Features, Side · Side · C.</summary>
    public int Length { get; }

    public int CellHeight { get; }

    public int CellWidth { get; }

    /// <summary>log₂ of the pixels of a cell.</summary>
    public int Shift { get; }

    /// <summary>The mean of a cell from its sum, rounded, clamped above; a sum of −2^15 · pixels does not occur.</summary>
    public short Mean(int sum) => (short)Math.Min((sum + ((1 << Shift) >> 1)) >> Shift, short.MaxValue);
}
