using System.Diagnostics;

namespace Agent.Tracking;

/// <summary>Decides when the evidence of a track suffices for an event, and writes it: one `new`, then updates, then one `end`.</summary>
internal sealed class Announcer
{
    /// <summary>Evidence beyond that of the first decision before a label that was sent is taken back, bits.</summary>
    private const int ChangeBits = 4;

    private readonly int _width;
    private readonly int _height;
    private readonly int _nothing;
    private readonly bool[] _reported;
    private readonly TrackerOptions _options;

    public Announcer(int width, int height, int classes, int nothing, TrackerOptions options)
    {
        _width = width;
        _height = height;
        _nothing = nothing;
        _options = options;
        _reported = new bool[classes];
        Array.Fill(_reported, true);
        _reported[nothing] = false;
    }

    public void Announce(int index, bool announced) => _reported[index] = announced && index != _nothing;

    /// <summary>Sends what there is to say about a track and frees its slot when it is over.</summary>
    public void Report(Track track, EventRing ring, in FrameStamp stamp)
    {
        if (track.Over)
        {
            if (track.Announced)
                Write(TrackEventKind.End, track, ring, stamp);
            track.Id = 0;
        }
        else if (!track.Announced)
        {
            if (IsDecided(track))
                Send(TrackEventKind.New, track, ring, stamp);
        }
        else if (IsNews(track))
        {
            Send(TrackEventKind.Update, track, ring, stamp);
        }
    }

    /// <summary>True when the evidence suffices for a first event.</summary>
    public bool IsDecided(Track track)
    {
        int best = track.Evidence.Best;
        int bits = track.Moved ? _options.DecideBits : _options.StationaryDecideBits;
        return _reported[best] && track.Best.Class == best && track.Best.Score > 0 && track.Hits >= _options.BirthHits
            && Math.Min(track.Measured.Width, track.Measured.Height) >= _options.LeastSide
            && track.Decisions >= _options.LeastDecisions && track.Evidence.Margin >= bits * Evidence.Unit;
    }

    private bool IsNews(Track track)
    {
        int best = track.Evidence.Best;
        if (track.Best.Class != best || !_reported[best] || track.SinceEvent < _options.UpdatePeriod.TotalMilliseconds)
            return false;
        return best == track.Label
            ? track.Best.Confidence >= track.LabelConfidence + _options.UpdateConfidence
            : track.Evidence.Margin >= (_options.DecideBits + ChangeBits) * Evidence.Unit;
    }

    private void Send(TrackEventKind kind, Track track, EventRing ring, in FrameStamp stamp)
    {
        int label = track.Label;
        int confidence = track.LabelConfidence;
        track.Label = track.Best.Class;
        track.LabelConfidence = track.Best.Confidence;
        track.LabelExit = track.Best.Exit;
        bool written = Write(kind, track, ring, stamp);
        track.SinceEvent = 0;
        if (written || kind != TrackEventKind.New)
        {
            track.Announced = true;
            return;
        }

        track.Label = label;
        track.LabelConfidence = confidence;
    }

    private bool Write(TrackEventKind kind, Track track, EventRing ring, in FrameStamp stamp)
    {
        TrackEvent news = new(
            kind,
            track.Id,
            track.Label,
            track.Best.Class == track.Label ? Math.Max(track.LabelConfidence, track.Best.Confidence) : track.LabelConfidence,
            track.Box.Inside(_width, _height),
            track.LabelExit,
            track.Macs,
            Stopwatch.GetTimestamp() - stamp.Arrived,
            stamp.Sequence,
            stamp.Captured,
            track.FirstSeen,
            track.Decisions,
            _width,
            _height);
        return ring.TryWrite(news, track.Best);
    }
}
