using Inference;
using Inference.Gating;

namespace Agent.Tracking;

/// <summary>Joins regions over frames to tracks, decides the label of each by all its frames, and says what happened.</summary>
/// <remarks>
/// Called by the frame loop once a frame, in this order: <see cref="Step"/>, then <see cref="NextLook"/> and
/// <see cref="Observe"/> for each crop, then <see cref="Report"/>. One thread; nothing is allocated after construction.
/// </remarks>
public sealed class Tracker
{
    /// <summary>Evidence that `nothing` starts with, bits: most changes are nothing.</summary>
    private const int NothingHeadStart = 3;

    private readonly TrackerOptions _options;
    private readonly int _width;
    private readonly int _height;
    private readonly int _nothing;
    private readonly Announcer _announcer;
    private readonly Track[] _tracks;
    private readonly LookPlan _looks;
    private readonly Association _association;
    private readonly long _firstId;
    private long _nextId;
    private int _elapsed;
    private long _sequence;
    private DateTimeOffset _captured;

    /// <summary>A tracker for pictures of one size.</summary>
    /// <param name="width">Columns.</param>
    /// <param name="height">Rows.</param>
    /// <param name="classes">Classes of the network, at least 2.</param>
    /// <param name="nothing">Index of the class that is no event.</param>
    /// <param name="options">When a track is born, decided and over.</param>
    /// <param name="firstId">Number of the first track.</param>
    /// <exception cref="ArgumentOutOfRangeException">A number out of range.</exception>
    public Tracker(int width, int height, int classes, int nothing, TrackerOptions options, long firstId = 1)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(width);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(height);
        ArgumentOutOfRangeException.ThrowIfLessThan(classes, 2);
        ArgumentOutOfRangeException.ThrowIfNegative(nothing);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(nothing, classes);
        ArgumentOutOfRangeException.ThrowIfLessThan(options.Capacity, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(options.Capacity, 256);
        _firstId = firstId;
        _nextId = firstId;
        _width = width;
        _height = height;
        _nothing = nothing;
        _options = options;
        _announcer = new Announcer(width, height, classes, nothing, options);
        _tracks = new Track[options.Capacity];
        for (int t = 0; t < _tracks.Length; t++)
            _tracks[t] = new Track(classes);
        _looks = new LookPlan(options);
        _association = new Association(_tracks.Length, RegionLimit);
    }

    /// <summary>Regions of one frame that are considered, the largest first.</summary>
    public const int RegionLimit = 48;

    /// <summary>The slots; those with <see cref="Track.Id"/> 0 are free.</summary>
    public ReadOnlySpan<Track> Tracks => _tracks;

    /// <summary>Tracks alive that have seen enough frames to be more than a suspicion.</summary>
    public int Confirmed
    {
        get
        {
            int count = 0;
            foreach (Track track in _tracks)
                count += track.Id != 0 && track.Hits >= _options.BirthHits ? 1 : 0;
            return count;
        }
    }

    /// <summary>Tracks started since construction.</summary>
    public long Started => _nextId - _firstId;

    /// <summary>Regions that found no free slot, since construction.</summary>
    public long Crowded { get; private set; }

    /// <summary>Whether tracks of a class are announced; at first all but `nothing` are.</summary>
    /// <param name="index">Index of the class.</param>
    /// <param name="announced">False: such tracks are followed but never reported.</param>
    public void Announce(int index, bool announced) => _announcer.Announce(index, announced);

    /// <summary>Moves all tracks on by one frame.</summary>
    /// <param name="regions">Regions of the gate; beyond <see cref="RegionLimit"/> they are ignored.</param>
    /// <param name="elapsed">Time since the frame before.</param>
    /// <param name="sequence">Number of the frame.</param>
    /// <param name="captured">When it was taken.</param>
    public void Step(ReadOnlySpan<Region> regions, TimeSpan elapsed, long sequence, DateTimeOffset captured)
    {
        _elapsed = (int)Math.Clamp(elapsed.Ticks / TimeSpan.TicksPerMillisecond, 1, 1000);
        _sequence = sequence;
        _captured = captured;
        _looks.StartFrame();
        regions = regions[..Math.Min(regions.Length, RegionLimit)];
        foreach (Track track in _tracks)
        {
            if (track.Id != 0)
                track.Advance(_elapsed);
        }

        _association.Pair(_tracks, regions);
        for (int t = 0; t < _tracks.Length; t++)
        {
            if (_tracks[t].Id != 0)
                Correct(t);
        }

        DropDoubles();
        Attachment.Follow(_tracks, _elapsed);
        for (int r = 0; r < regions.Length; r++)
        {
            if (_association.TrackOf(r) == Association.None)
                Start(regions, r);
        }
    }

    private void Correct(int index)
    {
        Track track = _tracks[index];
        if (!_association.TryMeasured(index, out Box box, out bool shared))
        {
            track.Miss(_elapsed);
            track.Over = IsOver(track);
            return;
        }

        if (shared)
            track.Motion.KeepInside(box);
        Box expected = track.Box;
        bool part = track.Hits > 4 && (box.Width * 2 < expected.Width || box.Height * 2 < expected.Height);
        track.See(box, _elapsed, !shared && !(part && track.Unseen == 0 && track.Part < 5));
        if (track.Clear && track.TurnsAtEdge(_width, _height, _elapsed))
        {
            track.Over = true;
            _association.Release(index);
        }

        track.Part = part && !shared ? track.Part + 1 : 0;
        track.EngulfedFor = _association.IsEngulfed(index) ? track.EngulfedFor + _elapsed : 0;
        track.SharedFor = shared ? track.SharedFor + _elapsed : 0;
        track.JoinedFor = _association.IsJoined(index) ? track.JoinedFor + _elapsed : Math.Max(0, track.JoinedFor - _elapsed);
    }

    private bool IsOver(Track track)
    {
        if (track.Hits < _options.BirthHits)
            return track.Misses >= 2;
        Box box = track.Box;
        Box visible = box.Inside(_width, _height);
        bool outside = Box.Shared(box, visible) * 5 < box.Area * 2;
        return outside || (track.Unseen >= _options.Patience.TotalMilliseconds && track.Misses >= 4);
    }

    /// <summary>Two tracks on one object: the one that is announced, else the older, stays.</summary>
    private void DropDoubles()
    {
        foreach (Track track in _tracks)
        {
            if (track.Id == 0 || track.Announced || track.Clear)
                continue;
            foreach (Track other in _tracks)
            {
                if (other.Id == 0 || other == track || other.Over || !(other.Announced || other.Id < track.Id))
                    continue;
                if (Box.Shared(track.Box, other.Box) * 10 > track.Box.Area * 7)
                    track.Over = true;
            }
        }
    }

    private void Start(ReadOnlySpan<Region> regions, int region)
    {
        Box box = Box.Of(regions[region]);
        foreach (Track track in _tracks)
        {
            if (track.Id == 0 || track.Hits > 1 || track.Age > 0 || !Fragment.IsNear(track.Measured, box, 8))
                continue;
            track.Widen(box);
            return;
        }

        foreach (Track track in _tracks)
        {
            if (track.Id != 0)
                continue;
            track.Start(_nextId++, box, _captured, _nothing, NothingHeadStart);
            track.HostId = Attachment.HostOf(_tracks, track, _width, _height);
            return;
        }

        Crowded++;
    }

    /// <summary>Percent of the box added on each side of a crop: how the training crops were cut.</summary>
    public const int CropMargin = 15;

    /// <summary>The next crop worth a look in this frame: undecided tracks first, of those the longest unlooked at.</summary>
    /// <param name="track">Index into <see cref="Tracks"/>.</param>
    /// <param name="crop">What to cut: the measured box with <see cref="CropMargin"/> on each side, inside the picture.</param>
    /// <returns>False when there is none or the budget of the frame is spent.</returns>
    public bool NextLook(out int track, out Box crop)
    {
        track = _looks.Next(_tracks);
        crop = track < 0 ? default : _tracks[track].Measured.Grown(CropMargin).Inside(_width, _height);
        return track >= 0;
    }

    /// <summary>Takes what the network said about a crop.</summary>
    /// <param name="index">Track, as <see cref="NextLook"/> gave it.</param>
    /// <param name="prediction">The answer.</param>
    /// <param name="probabilities">1/65536, one a class.</param>
    /// <returns>True when this is the best view of the track so far: the caller stores the crops in <see cref="Track.Best"/>.</returns>
    public bool Observe(int index, in Prediction prediction, ReadOnlySpan<int> probabilities)
    {
        Track track = _tracks[index];
        int correlation = Math.Max(1, (int)_options.Correlation.TotalMilliseconds);
        track.Evidence.Add(probabilities, (int)Math.Min(Evidence.Unit, (long)track.SinceLook * Evidence.Unit / correlation));
        track.SinceLook = 0;
        track.Decisions++;
        track.Macs += prediction.Macs;
        int best = track.Evidence.Best;
        track.Dismissed = best == _nothing && track.Decisions >= _options.LeastDecisions
            && track.Evidence.Margin >= _options.DecideBits * Evidence.Unit;
        if (best == _nothing)
            return false;
        if (track.Best.Class != best)
        {
            track.Best.Clear();
            track.Best.Class = best;
        }

        return track.Best.Improve(probabilities[best], prediction.Exit, track.Measured.Area, track.Measured.Touches(_width, _height));
    }

    /// <summary>Ends every track, as at the end of a recording; <see cref="Report"/> then says so.</summary>
    public void EndAll()
    {
        foreach (Track track in _tracks)
            track.Over = track.Id != 0;
    }

    /// <summary>Writes what happened into the ring and frees the slots of tracks that are over.</summary>
    /// <param name="ring">Receives the events; when it is full a <c>new</c> is tried again with the next frame, others are lost and counted there.</param>
    /// <param name="arrived">Stopwatch time at which the frame arrived.</param>
    public void Report(EventRing ring, long arrived)
    {
        ArgumentNullException.ThrowIfNull(ring);
        FrameStamp stamp = new(_sequence, _captured, arrived);
        foreach (Track track in _tracks)
        {
            if (track.Id == 0)
                continue;
            bool decided = track is { Announced: false, Over: false } && _announcer.IsDecided(track);
            if (decided && Attachment.Swallowed(_tracks, track) is Track same)
                track.Continue(same);
            track.Withheld = decided && !track.Announced && Attachment.IsPart(_tracks, track);
            if (track is { Over: true, Announced: true } && Attachment.Heir(_tracks, track) is Track heir)
                heir.Continue(track);
            else if (!track.Withheld)
                Send(track, ring, stamp);
        }
    }

    private void Send(Track track, EventRing ring, in FrameStamp stamp)
    {
        bool isNew = !track.Announced;
        _announcer.Report(track, ring, stamp);
        if (isNew && track.Announced)
            Attachment.Lead(_tracks, track);
    }

    /// <summary>True when the track should be kept out of the background: an object, or not yet known to be none.</summary>
    public bool Holds(Track track)
    {
        ArgumentNullException.ThrowIfNull(track);
        bool confirmed = track.Id != 0 && track.Hits >= _options.BirthHits;
        return confirmed && (track.Announced || track.Evidence.Best != _nothing || track.Decisions < _options.LeastDecisions);
    }

    /// <summary>True when the track is nothing, stays in place and is old enough to be made background.</summary>
    public bool IsBackground(Track track)
    {
        ArgumentNullException.ThrowIfNull(track);
        return track.Id != 0 && !track.Announced && track.Clear && !track.Moved && track.Evidence.Best == _nothing
            && track.Decisions >= _options.LeastDecisions && track.Age >= _options.NothingAge.TotalMilliseconds;
    }
}
