namespace Inference.Kernels;

/// <summary>
/// How vectors of neighbouring pixels cover an output plane: row by row, the last vector of a row overlapping the one before; or, where
/// that takes fewer vectors, along the padded plane as one line, the border between two rows computed and dropped.
/// </summary>
internal readonly struct PixelVectors
{
    private readonly int _lanes;
    private readonly int _height;
    private readonly int _width;
    private readonly int _pitch;
    private readonly int _line;
    private readonly int _perRow;
    private readonly bool _byRow;

    public PixelVectors(in PlanarShape shape, int lanes)
    {
        _lanes = lanes;
        _height = shape.OutputHeight;
        _width = shape.OutputWidth;
        _pitch = shape.RowPitch;
        _line = (_height - 1) * _pitch + _width;
        _perRow = (_width + lanes - 1) / lanes;
        int inLine = (_line + lanes - 1) / lanes;
        _byRow = _width >= lanes && _height * _perRow <= inLine;
        Count = _byRow ? _height * _perRow : inLine;
        IsWhole = _byRow || (_pitch == _width && _line >= lanes);
    }

    /// <summary>Vectors of the plane.</summary>
    public int Count { get; }

    /// <summary>Whether each vector is a run of the output plane and can be stored as it is.</summary>
    public bool IsWhole { get; }

    /// <summary>Where a vector starts in the padded plane.</summary>
    public int Source(int vector)
    {
        if (_byRow)
            return vector / _perRow * _pitch + Math.Min(vector % _perRow * _lanes, _width - _lanes);
        return Math.Min(vector * _lanes, Math.Max(_line - _lanes, 0));
    }

    /// <summary>Where a vector starts in the output plane.</summary>
    public int Target(int source) => source / _pitch * _width + source % _pitch;

    /// <summary>Stores the lanes of a vector that are output pixels.</summary>
    /// <param name="lanes">The vector.</param>
    /// <param name="source">Where it starts in the padded plane.</param>
    /// <param name="plane">The output plane.</param>
    public void Scatter(ReadOnlySpan<float> lanes, int source, Span<float> plane)
    {
        for (int lane = 0; lane < lanes.Length; lane++)
        {
            int column = (source + lane) % _pitch;
            if (column < _width && source + lane < _line)
                plane[(source + lane) / _pitch * _width + column] = lanes[lane];
        }
    }
}
