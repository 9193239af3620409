namespace Sensors.Cameras;

/// <summary>Whatever ffmpeg can read: other video files, network cameras; decoded by a child process.</summary>
/// <remarks>
/// A child, so that what leaks or crashes on odd input dies with it. The child is started by the constructor, which does not
/// wait for it; size and rate come with the first picture. There is no time limit of ffmpeg's own (its option changed name and
/// meaning between versions): the watchdog of <see cref="CameraFeed"/> disposes the camera, and that kills the child.
/// The address is an argument of the child and so visible to every user of the board (docs/decisions/0002-ffmpeg.md).
/// </remarks>
public sealed class FfmpegCamera : ICamera
{
    private const double UsualRate = 25;

    private readonly string _source;
    private readonly bool _isLive;
    private readonly double? _askedRate;
    private readonly FfmpegProcess _process;
    private readonly Y4mReader _reader;
    private long _next;
    private CancellationToken _token;
    private CancellationTokenRegistration _registration;

    /// <summary>Starts ffmpeg.</summary>
    /// <param name="source">Path or address, as ffmpeg takes it.</param>
    /// <param name="isLive">A source with a pace of its own, which never ends.</param>
    /// <param name="options">Rate and loop, for recordings.</param>
    /// <param name="program">The ffmpeg to run: a name looked up in PATH, or a path.</param>
    /// <exception cref="CameraException">ffmpeg is not installed.</exception>
    public FfmpegCamera(string source, bool isLive, CameraOpenOptions options, string program = "ffmpeg")
    {
        _source = source;
        _isLive = isLive;
        _askedRate = options.FramesPerSecond;
        Description = $"{SourceAddress.Redact(source)} (ffmpeg)";
        _process = new FfmpegProcess(program, Arguments(source, isLive, options.Loop), source);
        _reader = new Y4mReader(_process.Output);
    }

    /// <inheritdoc/>
    public string Description { get; }

    /// <summary>For a recording its rate; null for a live source. Known from the first picture on.</summary>
    public double? FramesPerSecond => _isLive ? null : _askedRate ?? _reader.FramesPerSecond ?? UsualRate;

    /// <summary>Number of the child process.</summary>
    internal int ProcessId => _process.Id;

    /// <inheritdoc/>
    public bool Read(Frame frame, CancellationToken token)
    {
        token.ThrowIfCancellationRequested();
        KillWhenCancelled(token);
        try
        {
            if ((_reader.Width > 0 || _reader.TryReadHeader()) && _reader.TryRead(frame))
            {
                frame.Sequence = _next++;
                return true;
            }
        }
        catch (Exception fault) when (fault is IOException or InvalidDataException or ObjectDisposedException)
        {
            token.ThrowIfCancellationRequested();
            throw Lost(fault.Message, fault);
        }

        token.ThrowIfCancellationRequested();
        int? code = _process.WaitForExit();
        if (code == 0 && !_isLive && _next > 0)
            return false;
        throw Lost(code is null ? "it closed its output and goes on running" : $"it ended with code {code}", null);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _registration.Dispose();
        _process.Dispose();
    }

    internal static string[] Arguments(string source, bool isLive, bool loop)
    {
        List<string> arguments = ["-nostdin", "-hide_banner", "-loglevel", "error"];
        // Lost packets of RTSP over UDP give smeared pictures that no counter sees.
        if (source.StartsWith("rtsp", StringComparison.OrdinalIgnoreCase))
            arguments.AddRange(["-rtsp_transport", "tcp"]);
        if (isLive)
            arguments.AddRange(["-fflags", "nobuffer"]);
        else if (loop)
            arguments.AddRange(["-stream_loop", "-1"]);
        // Every picture once: ffmpeg's default repeats and drops pictures to reach a constant rate.
        arguments.AddRange(["-i", isLive ? source : "file:" + source, "-map", "0:v:0", "-vsync", "passthrough"]);
        arguments.AddRange(["-pix_fmt", "gray", "-f", "yuv4mpegpipe", "pipe:1"]);
        return [.. arguments];
    }

    private void KillWhenCancelled(CancellationToken token)
    {
        if (token == _token)
            return;
        _registration.Dispose();
        _token = token;
        _registration = token.UnsafeRegister(static process => ((FfmpegProcess)process!).Kill(), _process);
    }

    private CameraException Lost(string what, Exception? inner)
    {
        string said = _process.LastLines();
        string told = said.Length > 0 ? "; it said: " + said : "";
        return new CameraException($"ffmpeg on {SourceAddress.Redact(_source)}: {what}, after {_next} pictures{told}", inner);
    }
}
