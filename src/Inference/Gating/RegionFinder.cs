namespace Inference.Gating;

/// <summary>From the change mask to regions: connected blocks, their outline in cells, and what is too small, too old or a ghost.</summary>
internal sealed class RegionFinder
{
    /// <summary>Frames between two ghost tests.</summary>
    private const int GhostPeriod = 4;

    private readonly Blocks _blocks;
    private readonly GateOptions _options;
    private readonly int _width;
    private readonly int _height;
    private readonly int _halvings;
    private int _frame;

    /// <param name="width">Columns of the picture.</param>
    /// <param name="height">Rows of the picture.</param>
    /// <param name="halvings">log2 of the pixels along a cell.</param>
    /// <param name="options">Thresholds.</param>
    public RegionFinder(int width, int height, int halvings, GateOptions options)
    {
        _width = width;
        _height = height;
        _halvings = halvings;
        _options = options;
        _blocks = new Blocks(width >> halvings, height >> halvings);
    }

    /// <summary>Writes the regions of one frame.</summary>
    /// <param name="cells">Planes; M is refreshed where a region is too old or a ghost.</param>
    /// <param name="elapsed">Milliseconds since the frame before.</param>
    /// <param name="shiftX">Columns to add to what was found, pixels.</param>
    /// <param name="shiftY">Rows to add.</param>
    /// <param name="regions">Receives the regions, largest first.</param>
    /// <param name="tally">Counts refreshes, ghosts and overflow.</param>
    /// <returns>Regions written.</returns>
    public int Find(in CellPlanes cells, int elapsed, int shiftX, int shiftY, Span<Region> regions, ref GateTally tally)
    {
        _frame++;
        if (_blocks.Count(cells.Change, cells.Height, _options.BlockThreshold, elapsed) == 0)
            return 0;
        RegionList list = new(regions);
        int number = 1;
        for (int seed = 0; seed < _blocks.Counts.Length; seed++)
        {
            ReadOnlySpan<int> members = _blocks.Visit(seed, number, out int blocks);
            if (blocks == 0)
                continue;
            number++;
            Region box = Outline(cells, members);
            if (box.Area << (2 * _halvings) < _options.MinimumArea || Refresh(cells, members, box, ref tally))
                continue;
            if (ToPixels(box, shiftX, shiftY, out Region region))
                list.Add(region);
        }

        tally.Overflow += list.Overflow;
        return list.Count;
    }

    /// <summary>Smallest box around the changed cells of some blocks, and their number, in cells.</summary>
    private Region Outline(in CellPlanes cells, ReadOnlySpan<int> members)
    {
        int left = int.MaxValue;
        int top = int.MaxValue;
        int right = 0;
        int bottom = 0;
        int area = 0;
        foreach (int block in members)
        {
            CellBox box = BoxOf(cells, block);
            for (int y = box.Top; y < box.Bottom; y++)
            {
                for (int x = box.Left; x < box.Right; x++)
                {
                    if (cells.Change[(y * cells.Width) + x] == 0)
                        continue;
                    area++;
                    left = Math.Min(left, x);
                    right = Math.Max(right, x + 1);
                    top = Math.Min(top, y);
                    bottom = Math.Max(bottom, y + 1);
                }
            }
        }

        return new Region(left, top, right - left, bottom - top, area);
    }

    /// <summary>Makes blocks background that changed too long ago, and whole regions that are ghosts.</summary>
    /// <returns>True when the region is gone.</returns>
    private bool Refresh(in CellPlanes cells, ReadOnlySpan<int> members, in Region box, ref GateTally tally)
    {
        int old = 0;
        foreach (int block in members)
        {
            CellBox place = BoxOf(cells, block);
            bool held = cells.Held[(place.Top * cells.Width) + place.Left] != 0;
            TimeSpan limit = held ? _options.MaximumHeldAge : _options.MaximumAge;
            if (_blocks.Ages[block] < limit.TotalMilliseconds)
                continue;
            place.CopyImageToMean(cells);
            old++;
        }

        tally.Refreshed += old > 0 ? 1 : 0;
        if (old == members.Length)
            return true;
        if (_frame % GhostPeriod != 0 || !GhostTest.IsGhost(cells, box.X, box.Y, box.X + box.Width, box.Y + box.Height))
            return false;
        foreach (int block in members)
            BoxOf(cells, block).CopyImageToMean(cells);
        tally.Ghosts++;
        return true;
    }

    private CellBox BoxOf(in CellPlanes cells, int block)
    {
        int row = block / _blocks.Columns;
        int left = (block - (row * _blocks.Columns)) * Blocks.Side;
        int top = row * Blocks.Side;
        return new CellBox(left, top, Math.Min(cells.Width, left + Blocks.Side), Math.Min(cells.Height, top + Blocks.Side));
    }

    private bool ToPixels(in Region box, int shiftX, int shiftY, out Region region)
    {
        int left = Math.Clamp((box.X << _halvings) + shiftX, 0, _width);
        int top = Math.Clamp((box.Y << _halvings) + shiftY, 0, _height);
        int right = Math.Clamp(((box.X + box.Width) << _halvings) + shiftX, 0, _width);
        int bottom = Math.Clamp(((box.Y + box.Height) << _halvings) + shiftY, 0, _height);
        region = new Region(left, top, right - left, bottom - top, box.Area << (2 * _halvings));
        return right > left && bottom > top;
    }
}
