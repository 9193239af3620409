using System.Buffers.Binary;

namespace Sensors.Imaging;

/// <summary>Walks the markers of one JPEG picture without decoding it: its length, its size, whether it is whole.</summary>
/// <remarks>
/// Segments are stepped over by their length, so an end marker inside one (the thumbnail of an Exif segment) is not taken for
/// the end of the picture. Resumable: call <see cref="Advance"/> again with the same bytes and more behind them.
/// Markers: ITU-T T.81, table B.1.
/// </remarks>
internal struct JpegWalker
{
    private int _position;
    private bool _inScan;
    private bool _sawScan;

    /// <summary>Columns by the frame header; 0 before it was met.</summary>
    public int Width { get; private set; }

    /// <summary>Rows by the frame header; 0 before it was met.</summary>
    public int Height { get; private set; }

    /// <summary>Bytes from start to end marker, both included; valid when complete.</summary>
    public readonly int Length => _position;

    /// <summary>What is wrong, when broken.</summary>
    public string Fault { get; private set; }

    /// <summary>Where a new picture starts inside this one; 0 when none was met.</summary>
    public int NextStart { get; private set; }

    /// <summary>Goes on from where the last call stopped.</summary>
    /// <param name="data">The picture from its start marker on, as much as is there.</param>
    public JpegPart Advance(ReadOnlySpan<byte> data)
    {
        if (_position == 0)
        {
            if (data.Length < 2)
                return JpegPart.NeedsMore;
            if (data[0] != 0xFF || data[1] != 0xD8)
                return Broken("it does not begin with the start marker FF D8");
            _position = 2;
        }

        while (true)
        {
            JpegPart? end = _inScan ? StepThroughScan(data) : StepOverSegment(data);
            if (end is not null)
                return end.Value;
        }
    }

    /// <summary>Entropy-coded data: FF 00 is a data byte, FF D0 to FF D7 restart; any other marker ends the scan.</summary>
    private JpegPart? StepThroughScan(ReadOnlySpan<byte> data)
    {
        int found = data[_position..].IndexOf((byte)0xFF);
        _position = found < 0 ? data.Length : _position + found;
        if (_position + 1 >= data.Length)
            return JpegPart.NeedsMore;
        byte marker = data[_position + 1];
        if (marker is 0 or (>= 0xD0 and <= 0xD7))
            _position += 2;
        else if (marker == 0xFF)
            _position++;
        else
            _inScan = false;
        return null;
    }

    private JpegPart? StepOverSegment(ReadOnlySpan<byte> data)
    {
        int at = _position;
        if (at < data.Length && data[at] != 0xFF)
            return Broken("a marker was expected and other bytes were found");
        while (at < data.Length && data[at] == 0xFF)
            at++;
        if (at >= data.Length)
            return JpegPart.NeedsMore;
        byte marker = data[at];
        if (marker == 0xD9)
        {
            _position = at + 1;
            return _sawScan ? JpegPart.Complete : Broken("it ends before any pixels");
        }

        if (marker == 0xD8)
        {
            NextStart = at - 1;
            return Broken("it breaks off and the next picture begins");
        }

        if (marker is < 0xC0 or (>= 0xD0 and <= 0xD7))
            return Broken("it holds a marker that has no place there");
        if (at + 3 > data.Length)
            return JpegPart.NeedsMore;
        int length = BinaryPrimitives.ReadUInt16BigEndian(data[(at + 1)..]);
        if (length < 2)
            return Broken("a segment is shorter than its own length field");
        if (at + 1 + length > data.Length)
            return JpegPart.NeedsMore;
        return TakeSegment(marker, data.Slice(at + 3, length - 2), at + 1 + length);
    }

    private JpegPart? TakeSegment(byte marker, ReadOnlySpan<byte> body, int next)
    {
        bool isFrameHeader = marker is >= 0xC0 and <= 0xCF and not 0xC4 and not 0xC8 and not 0xCC;
        if (isFrameHeader && Width == 0)
        {
            if (body.Length < 6)
                return Broken("the frame header is too short");
            Height = BinaryPrimitives.ReadUInt16BigEndian(body[1..]);
            Width = BinaryPrimitives.ReadUInt16BigEndian(body[3..]);
            if (Width == 0 || Height == 0)
                return Broken("the frame header gives no size");
        }
        else if (isFrameHeader)
        {
            return Broken("it holds a second frame header");
        }

        if (marker == 0xDA)
        {
            if (Width == 0)
                return Broken("pixels come before the frame header");
            _inScan = true;
            _sawScan = true;
        }

        _position = next;
        return null;
    }

    private JpegPart Broken(string fault)
    {
        Fault = fault;
        return JpegPart.Broken;
    }
}
