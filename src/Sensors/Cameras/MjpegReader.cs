using Sensors.Imaging;

namespace Sensors.Cameras;

/// <summary>Cuts a stream of JPEG pictures laid end to end into pictures, by walking their markers.</summary>
/// <remarks>
/// After damage it goes on at the next start marker. Zero bytes between pictures are padding; anything else there is damage.
/// Memory: one buffer, which grows to the largest picture met and never above the bound given. Not thread-safe.
/// </remarks>
public sealed class MjpegReader
{
    private readonly Stream _stream;
    private readonly int _mostBytes;
    private byte[] _buffer = new byte[64 * 1024];
    private int _start;
    private int _end;
    private long _offset;
    private bool _isResyncing;

    /// <summary>Reads from where the stream stands; does not own it.</summary>
    /// <param name="stream">Pictures end to end.</param>
    /// <param name="mostBytes">Bound on one picture in bytes, at least 64 KiB.</param>
    public MjpegReader(Stream stream, int mostBytes = 16 * 1024 * 1024)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(mostBytes, _buffer.Length);
        _stream = stream;
        _mostBytes = mostBytes;
    }

    // Start marker and the first byte of the marker that must follow it.
    private static ReadOnlySpan<byte> StartOfPicture => [0xFF, 0xD8, 0xFF];

    /// <summary>Pictures met so far, damaged ones included.</summary>
    public long Pictures { get; private set; }

    /// <summary>Finds the next picture.</summary>
    /// <param name="jpeg">The picture, marker to marker; valid until the next call.</param>
    /// <returns>False at the end of the stream.</returns>
    /// <exception cref="CameraException">Damage (<see cref="CameraException.IsOneFrame"/>); the next call goes on behind it.</exception>
    public bool TryRead(out ReadOnlySpan<byte> jpeg)
    {
        jpeg = default;
        SkipPadding();
        long skipped = SeekStart();
        if (skipped > 0 && !_isResyncing)
        {
            _isResyncing = true;
            throw Damaged($"{skipped} bytes that are no picture");
        }

        if (_start == _end)
            return false;
        int length = Walk();
        _isResyncing = false;
        jpeg = _buffer.AsSpan(_start, length);
        _start += length;
        Pictures++;
        return true;
    }

    /// <summary>Starts again on a stream that was set back to its beginning.</summary>
    internal void Restart()
    {
        _start = _end = 0;
        _offset = 0;
        _isResyncing = false;
    }

    private int Walk()
    {
        JpegWalker walker = default;
        while (true)
        {
            JpegPart part = walker.Advance(_buffer.AsSpan(_start, _end - _start));
            if (part == JpegPart.Complete)
                return walker.Length;
            if (part == JpegPart.Broken)
                throw GiveUp(walker.NextStart, walker.Fault);
            if (_end - _start >= _mostBytes)
                throw GiveUp(0, $"it is longer than {_mostBytes} bytes");
            if (!Fill())
                throw GiveUp(0, "the stream ends within it");
        }
    }

    private CameraException GiveUp(int nextStart, string fault)
    {
        CameraException damage = Damaged(fault);
        _start += Math.Max(nextStart, 2);
        _isResyncing = true;
        Pictures++;
        return damage;
    }

    private CameraException Damaged(string fault) =>
        new($"picture {Pictures}, {_offset + _start} bytes into the stream: {fault}") { IsOneFrame = true };

    private void SkipPadding()
    {
        while (true)
        {
            int found = _buffer.AsSpan(_start, _end - _start).IndexOfAnyExcept((byte)0);
            _start = found < 0 ? _end : _start + found;
            if (found >= 0 || !Fill())
                return;
        }
    }

    /// <summary>Moves to the next start marker with another marker behind it, or to the end; returns the bytes passed over.</summary>
    private long SeekStart()
    {
        long skipped = 0;
        while (true)
        {
            int found = _buffer.AsSpan(_start, _end - _start).IndexOf(StartOfPicture);
            if (found >= 0)
            {
                _start += found;
                return skipped + found;
            }

            int passed = Math.Max(0, _end - _start - 2);
            _start += passed;
            skipped += passed;
            if (Fill())
                continue;
            skipped += _end - _start;
            _start = _end;
            return skipped;
        }
    }

    /// <summary>Reads more behind what is there; false at the end of the stream.</summary>
    private bool Fill()
    {
        if (_start > 0)
        {
            _buffer.AsSpan(_start, _end - _start).CopyTo(_buffer);
            _offset += _start;
            _end -= _start;
            _start = 0;
        }

        if (_end == _buffer.Length)
            Array.Resize(ref _buffer, Math.Min(_mostBytes, _buffer.Length * 2));
        int read = _stream.Read(_buffer.AsSpan(_end));
        _end += read;
        return read > 0;
    }
}
