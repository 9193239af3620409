namespace Sensors.Cameras;

/// <summary>Decides from what a camera does which state it is in; plain arithmetic, no clock and no thread of its own.</summary>
/// <remarks>Each method says whether the state changed; not thread-safe.</remarks>
internal sealed class FeedHealth(CameraFeedOptions options, DateTimeOffset now)
{
    // A size may change once, when a stream is reconfigured; twice within this many pictures is a lie.
    private const int SteadyFrames = 25;

    // A camera that stays damaged or frozen this many times the run that called it so is opened again.
    private const int PatienceFactor = 5;

    private int _width;
    private int _height;
    private ulong? _hash;
    private int _equalFrames;
    private DateTimeOffset _equalSince;
    private int _blackRun;
    private int _brightRun;
    private int _damagedRun;
    private int _soundRun;
    private int _sinceSizeChange = SteadyFrames;
    private bool _isUnsteady;
    private int _futileFrames;

    public CameraStatus Status { get; private set; } = new(CameraState.Starting, "not opened yet", now);

    public long Damaged { get; private set; }

    public long Frozen { get; private set; }

    public long Black { get; private set; }

    public long SizeChanges { get; private set; }

    /// <summary>The pictures have been useless for so long that opening the camera again may help; asking clears it.</summary>
    public bool TakeReopenWish()
    {
        bool wish = _futileFrames >= PatienceFactor * Math.Max(options.FrozenFrames, options.DamagedFrames);
        if (wish)
            _futileFrames = 0;
        return wish;
    }

    /// <summary>A sound picture, taken at <paramref name="captured"/>.</summary>
    public bool Picture(in PictureStatistics picture, int width, int height, DateTimeOffset captured)
    {
        _damagedRun = 0;
        _soundRun++;
        string? change = TakeSize(width, height);
        TakeEquality(picture.Hash, change is not null, captured);
        bool isBlack = picture.Mean < options.BlackMean && picture.Spread < options.BlackSpread;
        _blackRun = isBlack ? _blackRun + 1 : 0;
        _brightRun = isBlack ? 0 : _brightRun + 1;
        Black += isBlack ? 1 : 0;
        CameraState state = StateOfPictures(captured);
        Frozen += state == CameraState.Frozen ? 1 : 0;
        _futileFrames = state is CameraState.Frozen or CameraState.Damaged ? _futileFrames + 1 : 0;
        if (state != Status.State)
            return Enter(state, change ?? Reason(state, picture, captured), captured);
        return change is not null && Enter(state, change, captured);
    }

    /// <summary>A picture that could not be decoded.</summary>
    public bool DamagedPicture(string reason, DateTimeOffset now)
    {
        Damaged++;
        _damagedRun++;
        _soundRun = 0;
        _futileFrames++;
        return _damagedRun >= options.DamagedFrames && Status.State != CameraState.Damaged
            && Enter(CameraState.Damaged, $"{_damagedRun} damaged pictures in a row; the last: {reason}", now);
    }

    /// <summary>It could not be opened, or went away.</summary>
    public bool Lost(string reason, DateTimeOffset now) => EnterOnce(CameraState.Offline, reason, now);

    /// <summary>It blocks.</summary>
    public bool Stalled(TimeSpan silence, DateTimeOffset now) =>
        EnterOnce(CameraState.Stalled, $"no picture for {silence.TotalSeconds:0.#} s; it is closed and opened again", now);

    /// <summary>The recording is over.</summary>
    public bool Ended(string reason, DateTimeOffset now) => EnterOnce(CameraState.Ended, reason, now);

    private CameraState StateOfPictures(DateTimeOffset captured)
    {
        if (_isUnsteady || (Status.State == CameraState.Damaged && _soundRun < options.DamagedFrames))
            return CameraState.Damaged;
        if (_blackRun >= options.BlackFrames || (Status.State == CameraState.Black && _brightRun < options.BlackFrames))
            return CameraState.Black;
        bool isFrozen = options.DetectFrozen && _equalFrames >= options.FrozenFrames && captured - _equalSince >= options.FrozenAfter;
        return isFrozen ? CameraState.Frozen : CameraState.Online;
    }

    private string? TakeSize(int width, int height)
    {
        bool isChange = _width > 0 && (width != _width || height != _height);
        string? reason = isChange ? $"the size changed from {_width}×{_height} to {width}×{height}" : null;
        _width = width;
        _height = height;
        if (!isChange)
        {
            _sinceSizeChange = Math.Min(_sinceSizeChange + 1, SteadyFrames);
            _isUnsteady &= _sinceSizeChange < SteadyFrames;
            return null;
        }

        SizeChanges++;
        bool wasUnsteady = _isUnsteady;
        _isUnsteady = _sinceSizeChange < SteadyFrames;
        _sinceSizeChange = 0;
        // While it flips back and forth, one report is enough.
        return wasUnsteady ? null : _isUnsteady ? reason + ", again within a few pictures" : reason;
    }

    private void TakeEquality(ulong hash, bool isOtherSize, DateTimeOffset captured)
    {
        if (hash == _hash && !isOtherSize)
        {
            _equalFrames++;
            return;
        }

        _hash = hash;
        _equalFrames = 1;
        _equalSince = captured;
    }

    private string Reason(CameraState state, in PictureStatistics picture, DateTimeOffset captured) => state switch
    {
        CameraState.Frozen => $"the same picture, bit for bit, {_equalFrames} times over {(captured - _equalSince).TotalSeconds:0.#} s",
        CameraState.Black => $"black pictures: mean luma {picture.Mean:0.#}, spread {picture.Spread:0.#}",
        CameraState.Damaged => "the size keeps changing",
        _ when Status.State == CameraState.Starting => $"first picture, {_width}×{_height}",
        _ => $"sound pictures again, {_width}×{_height}",
    };

    private bool EnterOnce(CameraState state, string reason, DateTimeOffset now) => Status.State != state && Enter(state, reason, now);

    private bool Enter(CameraState state, string reason, DateTimeOffset now)
    {
        Status = new CameraStatus(state, reason, now);
        return true;
    }
}
