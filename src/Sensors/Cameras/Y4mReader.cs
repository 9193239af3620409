using System.Globalization;
using System.Text;

namespace Sensors.Cameras;

/// <summary>Reads grey YUV4MPEG2, as ffmpeg's <c>yuv4mpegpipe</c> writes it.</summary>
/// <remarks>
/// One line with size and rate; then for each picture a line and its pixels. Format: mjpegtools, yuv4mpeg(5). Memory is the
/// given frame and one buffer of 64 KiB.
/// </remarks>
internal sealed class Y4mReader(Stream stream)
{
    private const int LongestLine = 256;

    private readonly byte[] _buffer = new byte[64 * 1024];
    private int _start;
    private int _end;

    /// <summary>Columns; 0 before the header.</summary>
    public int Width { get; private set; }

    /// <summary>Rows; 0 before the header.</summary>
    public int Height { get; private set; }

    /// <summary>Pictures a second; null when the source does not say.</summary>
    public double? FramesPerSecond { get; private set; }

    /// <summary>Reads the first line; false when the stream ends before it.</summary>
    /// <exception cref="InvalidDataException">It is not grey YUV4MPEG2.</exception>
    public bool TryReadHeader()
    {
        if (!TryReadLine(out ReadOnlySpan<byte> bytes))
            return false;
        string line = Encoding.ASCII.GetString(bytes);
        string[] words = line.Split(' ');
        if (words[0] != "YUV4MPEG2")
            throw new InvalidDataException($"the stream begins with '{line}'; expected YUV4MPEG2");
        string space = "";
        foreach (string word in words)
        {
            if (word.StartsWith('W'))
                Width = Number(word.AsSpan(1));
            else if (word.StartsWith('H'))
                Height = Number(word.AsSpan(1));
            else if (word.StartsWith('F'))
                FramesPerSecond = Rate(word[1..]);
            else if (word.StartsWith('C'))
                space = word;
        }

        if (space != "Cmono" || Width is < 1 or > 16384 || Height is < 1 or > 16384)
            throw new InvalidDataException($"'{line}' is no grey stream of at most 16384×16384 pixels");
        return true;
    }

    /// <summary>Reads one picture; false when the stream ends before it.</summary>
    /// <exception cref="InvalidDataException">No picture where one was due.</exception>
    /// <exception cref="EndOfStreamException">The stream ends within it.</exception>
    public bool TryRead(Frame frame)
    {
        if (!TryReadLine(out ReadOnlySpan<byte> line))
            return false;
        if (!line.StartsWith("FRAME"u8))
            throw new InvalidDataException("a line FRAME was expected and other bytes were found");
        frame.Resize(Width, Height);
        Span<byte> luma = frame.Luma;
        int buffered = Math.Min(luma.Length, _end - _start);
        _buffer.AsSpan(_start, buffered).CopyTo(luma);
        _start += buffered;
        stream.ReadExactly(luma[buffered..]);
        return true;
    }

    private static int Number(ReadOnlySpan<char> text) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int number) ? number : 0;

    private static double? Rate(string fraction)
    {
        int colon = fraction.IndexOf(':', StringComparison.Ordinal);
        if (colon < 0)
            return null;
        double rate = Number(fraction.AsSpan(0, colon)) / (double)Number(fraction.AsSpan(colon + 1));
        return rate is >= 0.1 and <= 240 ? rate : null;
    }

    private bool TryReadLine(out ReadOnlySpan<byte> line)
    {
        line = default;
        while (true)
        {
            int length = _buffer.AsSpan(_start, _end - _start).IndexOf((byte)'\n');
            if (length >= 0)
            {
                line = _buffer.AsSpan(_start, length);
                _start += length + 1;
                return true;
            }

            if (_end - _start > LongestLine)
                throw new InvalidDataException($"no line of at most {LongestLine} bytes where one was due");
            _buffer.AsSpan(_start, _end - _start).CopyTo(_buffer);
            _end -= _start;
            _start = 0;
            int read = stream.Read(_buffer.AsSpan(_end));
            if (read == 0)
                return _end == 0 ? false : throw new EndOfStreamException();
            _end += read;
        }
    }
}
