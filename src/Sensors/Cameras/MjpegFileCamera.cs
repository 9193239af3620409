using Sensors.Imaging;

namespace Sensors.Cameras;

/// <summary>A recording of JPEG pictures laid end to end in a file.</summary>
public sealed class MjpegFileCamera : ICamera
{
    private const double UsualRate = 25;

    private readonly string _path;
    private readonly bool _loop;
    private readonly FileStream _file;
    private readonly MjpegReader _reader;
    private long _sound;
    private long _soundAtStart;

    /// <summary>Opens the file.</summary>
    /// <param name="path">The file.</param>
    /// <param name="options">Rate and loop.</param>
    /// <exception cref="CameraException">No such file, or it cannot be read.</exception>
    public MjpegFileCamera(string path, CameraOpenOptions options)
    {
        _path = path;
        _loop = options.Loop;
        FramesPerSecond = options.FramesPerSecond ?? UsualRate;
        _file = RecordingFile.Open(path);
        _reader = new MjpegReader(_file);
    }

    /// <inheritdoc/>
    public string Description => $"file:{_path} (MJPEG)";

    /// <inheritdoc/>
    public double? FramesPerSecond { get; }

    /// <inheritdoc/>
    public bool Read(Frame frame, CancellationToken token)
    {
        token.ThrowIfCancellationRequested();
        if (TryRead(frame))
            return true;
        if (_sound == 0)
            throw new CameraException($"{_path} holds no JPEG picture; expected pictures laid end to end, as `ffmpeg -c:v mjpeg` writes");
        if (!_loop)
            return false;
        if (_sound == _soundAtStart)
            throw new CameraException($"{_path} holds no sound picture any more");
        _file.Position = 0;
        _reader.Restart();
        _soundAtStart = _sound;
        return TryRead(frame);
    }

    /// <inheritdoc/>
    public void Dispose() => _file.Dispose();

    private bool TryRead(Frame frame)
    {
        try
        {
            if (!_reader.TryRead(out ReadOnlySpan<byte> jpeg))
                return false;
            Jpeg.DecodeLuma(jpeg, frame);
        }
        catch (IOException fault)
        {
            throw new CameraException($"{_path} cannot be read on: {fault.Message}", fault);
        }

        frame.Sequence = _reader.Pictures - 1;
        _sound++;
        return true;
    }
}
