using System.Diagnostics;
using Agent.Pipeline;
using Agent.Tracking;
using Inference;
using Sensors;
using Sensors.Cameras;

namespace Agent.Diagnostics;

/// <summary>Times the whole cascade on a recording against running the last exit everywhere in every frame.</summary>
internal sealed class CascadeBench
{
    /// <summary>Frames between two timings of the last exit, which is spread over the recording so that both see the same machine.</summary>
    private const int Spacing = 20;

    private readonly Network _network;
    private readonly Workspace _workspace;
    private readonly TimedClassifier _classifier;
    private readonly EventRing _ring = new(64);
    private readonly WatchLoop _loop;
    private readonly List<double> _frames = [];
    private readonly List<double> _lastExit = [];
    private readonly byte[] _noise;
    private double _inNetwork;
    private long _looks;
    private long _different;
    private long _asked;
    private long _reachedLast;
    private long _allocated;

    /// <param name="network">The network.</param>
    /// <exception cref="Training.DataException">The network cannot watch.</exception>
    public CascadeBench(Network network)
    {
        _network = network;
        _workspace = network.CreateWorkspace();
        _classifier = new TimedClassifier(network);
        _loop = new WatchLoop(_classifier, _ring, new WatchOptions());
        _loop.Announce(_classifier.NothingClass, false);
        _noise = new byte[network.Input.Length];
        new Random(1).NextBytes(_noise);
    }

    /// <summary>Processes every frame of a recording.</summary>
    /// <param name="uri">The recording.</param>
    /// <param name="token">Ends it early.</param>
    /// <exception cref="CameraException">The recording cannot be read, or has no frames.</exception>
    /// <exception cref="OperationCanceledException">It was ended.</exception>
    public CascadeReport Measure(string uri, CancellationToken token)
    {
        using ICamera camera = CameraCatalog.Open(uri, new CameraOpenOptions());
        double rate = camera.FramesPerSecond ?? throw new CameraException($"{uri} is live: expected a recording, or sim: with minutes");
        Frame frame = new();
        while (camera.Read(frame, token))
        {
            frame.Captured = DateTimeOffset.UnixEpoch.AddSeconds(_frames.Count / rate);
            Process(frame);
        }

        return _frames.Count > 0 ? Report(uri, frame) : throw new CameraException($"{uri}: found no frames, expected a recording");
    }

    private void Process(Frame frame)
    {
        _classifier.Forget();
        long before = GC.GetAllocatedBytesForCurrentThread();
        long start = Stopwatch.GetTimestamp();
        _loop.Process(frame);
        double spent = Stopwatch.GetElapsedTime(start).TotalMicroseconds;
        _allocated += _frames.Count == 0 ? 0 : GC.GetAllocatedBytesForCurrentThread() - before;
        while (_ring.TryPeek(out _))
            _ring.Release();
        _frames.Add(spent);
        _inNetwork += Stopwatch.GetElapsedTime(0, _classifier.Ticks).TotalMicroseconds;
        _looks += _classifier.Looks;
        _asked += _classifier.Looks > 0 ? 1 : 0;
        bool reachedLast = false;
        foreach ((byte[] crop, Prediction answer) in _classifier.Kept)
        {
            reachedLast |= answer.Exit == _network.Stages.Count;
            _different += _network.RunTo(crop, _workspace, _network.Stages.Count).Class == answer.Class ? 0 : 1;
        }

        _reachedLast += reachedLast ? 1 : 0;
        if (_frames.Count % Spacing == 1)
            TimeLastExit();
    }

    private void TimeLastExit()
    {
        // Once unseen: what the frame loop left in the caches is not the last exit's to pay for.
        _network.RunTo(_noise, _workspace, _network.Stages.Count);
        long start = Stopwatch.GetTimestamp();
        _network.RunTo(_noise, _workspace, _network.Stages.Count);
        _lastExit.Add(Stopwatch.GetElapsedTime(start).TotalMicroseconds);
    }

    private CascadeReport Report(string uri, Frame frame)
    {
        double mean = _frames.Average();
        double gate = Stopwatch.GetElapsedTime(0, _loop.Counters.Snapshot([]).GateTicks).TotalMicroseconds / _frames.Count;
        Quantiles frames = Quantiles.Of(_frames);
        double last = Quantiles.Of(_lastExit).Median;
        int block = _loop.BlockSide;
        int blocks = (frame.Width + block - 1) / block * ((frame.Height + block - 1) / block);
        int windows = Steps(frame.Width, _network.Input.Width) * Steps(frame.Height, _network.Input.Height);
        return new CascadeReport(
            uri,
            frame.Width,
            frame.Height,
            _frames.Count,
            _allocated,
            mean,
            frames.Median,
            frames.P99,
            gate,
            _inNetwork / _frames.Count,
            _looks,
            _asked / (double)_frames.Count,
            _reachedLast / (double)_frames.Count,
            _looks == 0 ? 0 : _different / (double)_looks,
            last,
            blocks,
            windows,
            blocks * last / mean,
            windows * last / mean);
    }

    /// <summary>Windows of a side, half overlapping, that cover a length.</summary>
    private static int Steps(int length, int side) => length <= side ? 1 : (length - side + side / 2 - 1) / (side / 2) + 1;
}
