using System.Diagnostics;
using Agent.Tracking;
using Inference;
using Inference.Gating;
using Sensors;

namespace Agent.Pipeline;

/// <summary>The way of a frame: gate → tracker → crops → network → tracker → events.</summary>
/// <remarks>
/// One thread calls <see cref="Process"/> for every frame. After the first frame of a size nothing is allocated. Events leave
/// through the ring, counts through <see cref="Counters"/>; both may be read from other threads.
/// </remarks>
public sealed class WatchLoop
{
    private const int LeastSide = 16;
    private readonly IClassifier _classifier;
    private readonly WatchOptions _options;
    private readonly EventRing _ring;
    private readonly bool[] _announced;
    private readonly Region[] _regions = new Region[Tracker.RegionLimit];
    private readonly byte[] _crop;
    private Gate? _gate;
    private Tracker? _tracker;
    private int _width;
    private int _height;
    private DateTimeOffset _lastCaptured;
    private long _idBase;
    private bool _isQuiet;
    private WatchCounters _counters;
    private WatchCounters _before;

    /// <summary>A loop for one camera.</summary>
    /// <param name="classifier">The network.</param>
    /// <param name="ring">Receives the events.</param>
    /// <param name="options">How to watch.</param>
    /// <exception cref="ArgumentException">The network takes crops larger than the ring can carry.</exception>
    public WatchLoop(IClassifier classifier, EventRing ring, WatchOptions options)
    {
        ArgumentNullException.ThrowIfNull(classifier);
        ArgumentNullException.ThrowIfNull(ring);
        ArgumentNullException.ThrowIfNull(options);
        if (Math.Max(classifier.Width, classifier.Height) > BestView.LargestNetworkSide)
        {
            throw new ArgumentException(
                $"the network takes crops of {classifier.Width}×{classifier.Height}, at most {BestView.LargestNetworkSide} a side can be kept");
        }

        _classifier = classifier;
        _ring = ring;
        _options = options;
        _crop = new byte[classifier.Width * classifier.Height];
        _announced = new bool[classifier.Classes];
        Array.Fill(_announced, true);
        Counters = new ExitCounters(classifier.Exits);
    }

    /// <summary>Counts per exit and for the loop.</summary>
    public ExitCounters Counters { get; }

    /// <summary>Called on the frame thread for each crop the network looked at; null: nobody listens.</summary>
    public Action<Decision>? Traced { get; set; }

    /// <summary>Tracks now; empty before the first frame. For the thread that calls <see cref="Process"/>.</summary>
    public ReadOnlySpan<Track> Tracks => _tracker is null ? [] : _tracker.Tracks;

    /// <summary>Regions of the last frame. For the thread that calls <see cref="Process"/>.</summary>
    public ReadOnlySpan<Region> Regions => _regions.AsSpan(0, RegionCount);

    /// <summary>What the gate saw in the last frame.</summary>
    public GateReport Gate => _gate?.Last ?? default;

    /// <summary>Pixels along the side of a block of the gate; 0 before the first frame.</summary>
    public int BlockSide => _gate?.BlockSide ?? 0;

    /// <summary>Whether nothing moved in the last frame; from any thread.</summary>
    public bool IsQuiet => Volatile.Read(ref _isQuiet);

    private int RegionCount { get; set; }

    /// <summary>Chooses which classes are reported; at first all but `nothing`. Before the first frame.</summary>
    /// <param name="index">Index of the class.</param>
    /// <param name="announced">False: followed, never reported.</param>
    public void Announce(int index, bool announced) => _announced[index] = announced;

    /// <summary>Takes one frame all the way.</summary>
    /// <param name="frame">The frame; read only.</param>
    public void Process(Frame frame)
    {
        ArgumentNullException.ThrowIfNull(frame);
        long arrived = Stopwatch.GetTimestamp();
        if (frame.Width < LeastSide || frame.Height < LeastSide)
        {
            _counters = _counters with { TooSmall = _counters.TooSmall + 1 };
            Counters.Set(_counters);
            return;
        }

        if (frame.Width != _width || frame.Height != _height)
            Rebuild(frame);
        TimeSpan elapsed = ElapsedAt(frame);
        RegionCount = _gate!.Process(frame.Luma, elapsed, _regions);
        long gateTicks = Stopwatch.GetTimestamp() - arrived;
        _tracker!.Step(Regions, elapsed, frame.Sequence, frame.Captured);
        while (_tracker.NextLook(out int track, out Box box))
            Look(frame, track, box);
        _tracker.Report(_ring, arrived);
        Advise();
        Volatile.Write(ref _isQuiet, RegionCount == 0);
        Count(gateTicks, Stopwatch.GetTimestamp() - arrived);
    }

    /// <summary>Ends all tracks and reports it: the recording is over, or the agent stops.</summary>
    public void Finish()
    {
        if (_tracker is null)
            return;
        _tracker.EndAll();
        _tracker.Report(_ring, Stopwatch.GetTimestamp());
    }

    private void Rebuild(Frame frame)
    {
        if (_gate is not null)
        {
            Finish();
            _before = _counters;
            _counters = _counters with { SizeChanges = _counters.SizeChanges + 1 };
            _idBase += _tracker!.Started;
        }

        _width = frame.Width;
        _height = frame.Height;
        _gate = new Gate(_width, _height, _options.Gate);
        _tracker = new Tracker(_width, _height, _classifier.Classes, _classifier.NothingClass, _options.Tracker, _idBase + 1);
        for (int c = 0; c < _announced.Length; c++)
            _tracker.Announce(c, _announced[c]);
        _lastCaptured = frame.Captured - _options.Gate.FramePeriod;
    }

    private TimeSpan ElapsedAt(Frame frame)
    {
        TimeSpan elapsed = frame.Captured - _lastCaptured;
        _lastCaptured = frame.Captured;
        return elapsed > TimeSpan.Zero ? elapsed : _options.Gate.FramePeriod;
    }

    private void Look(Frame frame, int index, in Box box)
    {
        long start = Stopwatch.GetTimestamp();
        Resampler.Crop(
            frame.Luma, _width, _height, box.X, box.Y, box.Width, box.Height, _crop, _classifier.Width, _classifier.Height);
        Prediction prediction = _classifier.Classify(_crop);
        Counters.Add(prediction.Exit, prediction.Macs, Stopwatch.GetTimestamp() - start);
        Track track = _tracker!.Tracks[index];
        if (_tracker.Observe(index, prediction, _classifier.Probabilities))
            Keep(frame, track.Best, box);
        Traced?.Invoke(new Decision(frame.Sequence, track.Id, track.Measured, prediction.Class, prediction.Exit, prediction.Confidence));
        _classifier.Audit(track.Id, _crop, prediction);
    }

    /// <summary>Keeps the crop of the network and one of the same box at its own size, at most 192 pixels a side.</summary>
    private void Keep(Frame frame, BestView best, in Box box)
    {
        int longer = Math.Max(box.Width, box.Height);
        int limit = Math.Min(longer, BestView.LargestSide);
        int width = Math.Max(1, box.Width * limit / longer);
        int height = Math.Max(1, box.Height * limit / longer);
        best.Resize(_classifier.Width, _classifier.Height, width, height);
        _crop.CopyTo(best.Network);
        Resampler.Crop(frame.Luma, _width, _height, box.X, box.Y, box.Width, box.Height, best.Large, width, height);
    }

    /// <summary>Tells the gate what must not dissolve into the background, and what should.</summary>
    private void Advise()
    {
        foreach (Track track in _tracker!.Tracks)
        {
            if (track.Id == 0)
                continue;
            if (_tracker.IsBackground(track))
            {
                Box nothing = track.Measured.Grown(10);
                _gate!.Absorb(nothing.X, nothing.Y, nothing.Width, nothing.Height);
            }
            else if (_tracker.Holds(track))
            {
                Box kept = track.Box.Grown(10);
                _gate!.Hold(kept.X, kept.Y, kept.Width, kept.Height);
            }
        }
    }

    private void Count(long gateTicks, long ticks)
    {
        _counters = _counters with
        {
            Frames = _counters.Frames + 1,
            Ticks = _counters.Ticks + ticks,
            GateTicks = _counters.GateTicks + gateTicks,
            Gate = _before.Gate + _gate!.Counters,
            Tracks = _idBase + _tracker!.Started,
            Confirmed = _tracker.Confirmed,
            Crowded = _before.Crowded + _tracker.Crowded,
        };
        Counters.Set(_counters);
    }
}
