namespace Sensors;

/// <summary>One picture from a camera: 8-bit luma, one byte a pixel, rows without padding.</summary>
/// <remarks>Owned by whoever reads into it and reused for every picture; the buffer only ever grows.</remarks>
public sealed class Frame
{
    private byte[] _luma = [];

    /// <summary>Columns; 0 before the first picture.</summary>
    public int Width { get; private set; }

    /// <summary>Rows; 0 before the first picture.</summary>
    public int Height { get; private set; }

    /// <summary>Number of this picture in its source, from 0; a number left out is a picture that was missed.</summary>
    public long Sequence { get; set; }

    /// <summary>When the picture was taken, UTC.</summary>
    public DateTimeOffset Captured { get; set; }

    /// <summary>The pixels, <c>[Height × Width]</c>, 0 = black to 255 = white.</summary>
    public Span<byte> Luma => _luma.AsSpan(0, Width * Height);

    /// <summary>Sets the size; the pixels are undefined afterwards.</summary>
    /// <param name="width">Columns, 1 to 16,384.</param>
    /// <param name="height">Rows, 1 to 16,384.</param>
    /// <exception cref="ArgumentOutOfRangeException">A size out of range.</exception>
    public void Resize(int width, int height)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(width);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(height);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(width, 16384);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(height, 16384);
        Width = width;
        Height = height;
        if (_luma.Length < width * height)
            _luma = new byte[width * height];
    }

    /// <summary>Exchanges the contents of two frames without copying pixels.</summary>
    internal void Swap(Frame other)
    {
        (_luma, other._luma) = (other._luma, _luma);
        (Width, other.Width) = (other.Width, Width);
        (Height, other.Height) = (other.Height, Height);
        (Sequence, other.Sequence) = (other.Sequence, Sequence);
        (Captured, other.Captured) = (other.Captured, Captured);
    }

    /// <summary>Makes room for a picture as large as another's, so that a later <see cref="Resize"/> to it allocates nothing.</summary>
    internal void Reserve(Frame other)
    {
        if (_luma.Length < other._luma.Length)
            Array.Resize(ref _luma, other._luma.Length);
    }
}
