namespace Inference.Gating;

/// <summary>The difference detector in front of the network, exit 0 of the cascade: from a picture to the boxes in which something changed.</summary>
/// <remarks>
/// Works on cells: pixels, or means of 2×2 or more pixels in large pictures. Integer arithmetic only: the same picture
/// sequence gives the same regions on every machine. One thread; nothing is allocated after construction.
/// </remarks>
public sealed class Gate
{
    /// <summary>Most cells before the picture is halved (once more).</summary>
    private const int CellLimit = 240_000;

    /// <summary>V before anything is known of the noise, grey levels; a quiet scene brings it down within two seconds.</summary>
    private const int FirstVariance = 32;

    private readonly GateOptions _options;
    private readonly int _width;
    private readonly int _height;
    private readonly int _halvings;
    private readonly int _columns;
    private readonly int _rows;
    private readonly byte[] _half;
    private readonly byte[] _shifted;
    private readonly byte[] _mean;
    private readonly byte[] _variance;
    private readonly byte[] _change;
    private readonly byte[] _held;
    private readonly RegionFinder _finder;
    private readonly LightCompensation _light = new();
    private readonly MedianLearning _learning;
    private readonly UpdateClock _clock;
    private byte[] _image;
    private byte[] _previous;
    private bool _anyHeld;
    private int _flooded;
    private GateTally _tally;

    /// <summary>A gate for pictures of one size.</summary>
    /// <param name="width">Columns, 16 to 16,384.</param>
    /// <param name="height">Rows, 16 to 16,384.</param>
    /// <param name="options">How it learns.</param>
    /// <exception cref="ArgumentOutOfRangeException">A size out of range.</exception>
    public Gate(int width, int height, GateOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentOutOfRangeException.ThrowIfLessThan(width, 16);
        ArgumentOutOfRangeException.ThrowIfLessThan(height, 16);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(width, 16384);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(height, 16384);
        _options = options;
        _width = width;
        _height = height;
        while ((width >> _halvings) * (long)(height >> _halvings) > CellLimit)
            _halvings++;
        _columns = width >> _halvings;
        _rows = height >> _halvings;
        int cells = _columns * _rows;
        _half = _halvings > 1 ? new byte[(width / 2) * (height / 2)] : [];
        _image = new byte[cells];
        _previous = new byte[cells];
        _shifted = new byte[cells];
        _mean = new byte[cells];
        _variance = new byte[cells];
        _change = new byte[cells];
        _held = new byte[cells];
        _finder = new RegionFinder(width, height, _halvings, options);
        _learning = new MedianLearning(cells);
        _clock = new UpdateClock(options);
    }

    /// <summary>Pixels along the side of a cell: 1, 2, 4…</summary>
    public int CellSide => 1 << _halvings;

    /// <summary>Pixels along the side of a block: 4×4 cells, the grain in which regions are found.</summary>
    public int BlockSide => CellSide * Blocks.Side;

    /// <summary>What was seen in the last frame.</summary>
    public GateReport Last { get; private set; }

    /// <summary>What was seen since construction.</summary>
    public GateCounters Counters => _tally.Snapshot();

    /// <summary>Processes a frame that comes <see cref="GateOptions.FramePeriod"/> after the last.</summary>
    /// <inheritdoc cref="Process(ReadOnlySpan{byte}, TimeSpan, Span{Region})"/>
    public int Process(ReadOnlySpan<byte> luma, Span<Region> regions) => Process(luma, _options.FramePeriod, regions);

    /// <summary>Finds what changed in a frame and learns from it.</summary>
    /// <param name="luma">Picture, <c>[height × width]</c>.</param>
    /// <param name="elapsed">Time since the frame before; only how fast the background follows and ages depend on it.</param>
    /// <param name="regions">Receives the regions, largest first; when it is too short the smallest are left out and counted.</param>
    /// <returns>Regions written.</returns>
    /// <exception cref="ArgumentException">The picture is shorter than its size.</exception>
    public int Process(ReadOnlySpan<byte> luma, TimeSpan elapsed, Span<Region> regions)
    {
        if (luma.Length < _width * _height)
            throw new ArgumentException($"luma holds {luma.Length} bytes, a picture of {_width}×{_height} needs {_width * _height}", nameof(luma));
        _clock.Advance(elapsed);
        (_image, _previous) = (_previous, _image);
        Reduce(luma);
        int found = !_learning.Complete ? Learn() : Watch(regions);
        _tally.Add(Last, found);
        if (_anyHeld)
            Array.Clear(_held);
        _anyHeld = false;
        return found;
    }

    /// <summary>Keeps an object out of the background for the next frame: its cells do not move until they are too old.</summary>
    /// <param name="x">Left column, pixels; the box may stick out of the picture.</param>
    /// <param name="y">Top row.</param>
    /// <param name="width">Columns.</param>
    /// <param name="height">Rows.</param>
    public void Hold(int x, int y, int width, int height)
    {
        if (!ToCells(x, y, width, height, out int left, out int top, out int right, out int bottom))
            return;
        _anyHeld = true;
        for (int r = top; r < bottom; r++)
            _held.AsSpan((r * _columns) + left, right - left).Fill(255);
    }

    /// <summary>Makes what is seen in a box background at once: the network has found nothing there.</summary>
    /// <param name="x">Left column, pixels; the box may stick out of the picture.</param>
    /// <param name="y">Top row.</param>
    /// <param name="width">Columns.</param>
    /// <param name="height">Rows.</param>
    public void Absorb(int x, int y, int width, int height)
    {
        if (!ToCells(x, y, width, height, out int left, out int top, out int right, out int bottom))
            return;
        _tally.Refreshed++;
        Copy(left, top, right, bottom);
    }

    private void Copy(int left, int top, int right, int bottom)
    {
        for (int r = top; r < bottom; r++)
        {
            int at = (r * _columns) + left;
            _image.AsSpan(at, right - left).CopyTo(_mean.AsSpan(at));
        }
    }

    private bool ToCells(int x, int y, int width, int height, out int left, out int top, out int right, out int bottom)
    {
        left = Math.Clamp(x >> _halvings, 0, _columns);
        top = Math.Clamp(y >> _halvings, 0, _rows);
        right = (int)Math.Clamp(((long)x + width + CellSide - 1) >> _halvings, 0, _columns);
        bottom = (int)Math.Clamp(((long)y + height + CellSide - 1) >> _halvings, 0, _rows);
        return right > left && bottom > top;
    }

    private void Reduce(ReadOnlySpan<byte> luma)
    {
        if (_halvings == 0)
        {
            luma[..(_width * _height)].CopyTo(_image);
            return;
        }

        Reduction.Halve(luma, _width, _height, _halvings > 1 ? _half : _image);
        for (int h = 1; h < _halvings; h++)
            Reduction.Halve(_half, _width >> h, _height >> h, h + 1 < _halvings ? _half : _image);
    }

    private int Learn()
    {
        if (_clock.LearningDue)
            _learning.Take(_image);
        if (_learning.Complete)
        {
            _learning.Median(_mean);
            Array.Fill(_variance, (byte)FirstVariance);
            _clock.Restart();
        }

        Last = new GateReport(true, 0, 0, 0, 0, false, 0);
        return 0;
    }

    private int Watch(Span<Region> regions)
    {
        int light = _light.Follow(_image, _mean, _columns, _rows);
        int changed = Detect();
        int dx = 0;
        int dy = 0;
        if (changed > _change.Length / 40)
            changed = Steady(changed, out dx, out dy);
        int share = (int)(((long)changed << 16) / _change.Length);
        if (IsFlood(changed))
        {
            Last = new GateReport(false, share, light, dx << _halvings, dy << _halvings, true, 0);
            return 0;
        }

        CellPlanes cells = new()
        {
            Image = _image,
            Previous = _previous,
            Mean = _mean,
            Change = _change,
            Held = _held,
            Width = _columns,
            Height = _rows,
        };
        int found = _finder.Find(cells, _clock.Elapsed, dx << _halvings, dy << _halvings, regions, ref _tally);
        SigmaDelta.Update(_image, _mean, _variance, _change, _held, _clock.Steps);
        Last = new GateReport(false, share, light, dx << _halvings, dy << _halvings, false, found);
        return found;
    }

    private int Detect() =>
        SigmaDelta.Detect(_image, _mean, _variance, _columns, _rows, (byte)_options.MinimumDifference, _change);

    /// <summary>Undoes a shift of the whole picture, so that what moved in it is still seen.</summary>
    private int Steady(int changed, out int dx, out int dy)
    {
        ShiftEstimate.Find(_image, _mean, _columns, _rows, out dx, out dy);
        if (dx == 0 && dy == 0)
            return changed;
        ShiftEstimate.Undo(_image, _columns, _rows, dx, dy, _shifted);
        _shifted.CopyTo(_image, 0);
        return Detect();
    }

    /// <summary>More than 60 % changed is no object: wait a moment, then learn the scene anew.</summary>
    private bool IsFlood(int changed)
    {
        if (changed * 5L < _change.Length * 3L)
        {
            _flooded = 0;
            return false;
        }

        _flooded += _clock.Elapsed;
        if (_flooded >= 200)
        {
            _flooded = 0;
            _tally.Relearned++;
            _learning.Restart();
            _clock.Restart();
        }

        return true;
    }
}
