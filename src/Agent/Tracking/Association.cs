using Inference.Gating;

namespace Agent.Tracking;

/// <summary>Decides which region belongs to which track: greedy by overlap with the predicted box, best pair first.</summary>
/// <remarks>
/// Beyond one-to-one: several regions inside one predicted box are one broken object; one region over several predicted
/// boxes is several objects seen as one. Nothing is allocated after construction.
/// </remarks>
internal sealed class Association
{
    /// <summary>Region of a track: none.</summary>
    public const int None = -1;

    private const int Swallowed = -2;

    /// <summary>Age from which a track no longer grows by coming into the picture, milliseconds.</summary>
    private const int Settled = 2500;

    /// <summary>Least score of a pair: an overlap of 0.12, or near enough by distance.</summary>
    private const int LeastScore = 120;

    /// <summary>Time for which a track that is not announced may share a region, milliseconds.</summary>
    private const int LongestShare = 1000;

    private readonly int _tracks;
    private readonly int _regions;
    private readonly int[] _scores;
    private readonly int[] _trackOf;
    private readonly int[] _regionOf;
    private readonly Box[] _measured;
    private readonly bool[] _shared;
    private readonly bool[] _joined;
    private readonly int[] _engulfedBy;

    public Association(int tracks, int regions)
    {
        _tracks = tracks;
        _regions = regions;
        _scores = new int[tracks * regions];
        _trackOf = new int[regions];
        _regionOf = new int[tracks];
        _measured = new Box[tracks];
        _shared = new bool[tracks];
        _joined = new bool[tracks];
        _engulfedBy = new int[tracks];
    }

    /// <summary>Track that a region went to, or <see cref="None"/>.</summary>
    public int TrackOf(int region) => _trackOf[region];

    /// <summary>What was measured of a track.</summary>
    /// <returns>False when nothing was.</returns>
    public bool TryMeasured(int track, out Box box, out bool shared)
    {
        box = _measured[track];
        shared = _shared[track];
        return _regionOf[track] != None;
    }

    /// <summary>True when the measured box of a track was put together from several regions.</summary>
    public bool IsJoined(int track) => _joined[track];

    /// <summary>Pairs the regions of a frame with the tracks, which are already at their predicted places.</summary>
    public void Pair(ReadOnlySpan<Track> tracks, ReadOnlySpan<Region> regions)
    {
        Array.Fill(_trackOf, None);
        Array.Fill(_regionOf, None);
        Array.Clear(_shared);
        Array.Fill(_engulfedBy, None);
        Array.Clear(_joined);
        Share(tracks, regions);
        Score(tracks, regions);
        while (TakeBest(regions))
        {
        }

        JoinFragments(tracks, regions);
        for (int t = 0; t < tracks.Length; t++)
        {
            if (_regionOf[t] == None && _engulfedBy[t] != None)
                Engulf(t, Box.Of(regions[_engulfedBy[t]]));
        }
    }

    /// <summary>True when the track lies in a region far too large for it: something passes before it.</summary>
    public bool IsEngulfed(int track) => _regionOf[track] == Swallowed;

    /// <summary>Takes a track's regions away again: they are another object.</summary>
    public void Release(int track)
    {
        for (int r = 0; r < _regions; r++)
        {
            if (_trackOf[r] == track)
                _trackOf[r] = None;
        }
    }

    private void Engulf(int track, in Box region)
    {
        _regionOf[track] = Swallowed;
        _measured[track] = region;
        _shared[track] = true;
    }

    /// <summary>A region that covers most of two or more moving tracks, and is larger than any of them, is shared.</summary>
    private void Share(ReadOnlySpan<Track> tracks, ReadOnlySpan<Region> regions)
    {
        for (int r = 0; r < regions.Length; r++)
        {
            Box region = Box.Of(regions[r]);
            int claimants = 0;
            long largest = 0;
            for (int t = 0; t < tracks.Length; t++)
            {
                if (!Claims(tracks[t], region))
                    continue;
                claimants++;
                largest = Math.Max(largest, tracks[t].Box.Area);
            }

            if (claimants < 2 || region.Area * 4 < largest * 5)
                continue;
            for (int t = 0; t < tracks.Length; t++)
            {
                if (!Claims(tracks[t], region))
                    continue;
                _regionOf[t] = r;
                _trackOf[r] = t;
                _measured[t] = region;
                _shared[t] = true;
            }
        }
    }

    /// <summary>An object of some size that lies mostly in the region; what is not announced may share for a moment only.</summary>
    private static bool Claims(Track track, in Box region) =>
        track.Id != 0 && track.Hits >= 5 && !track.Dismissed && (track.Announced || track.SharedFor <= LongestShare)
        && track.Box.Area * 8 >= region.Area && Box.Shared(track.Box, region) * 2 > track.Box.Area;

    private void Score(ReadOnlySpan<Track> tracks, ReadOnlySpan<Region> regions)
    {
        for (int t = 0; t < tracks.Length; t++)
        {
            for (int r = 0; r < regions.Length; r++)
            {
                Box region = Box.Of(regions[r]);
                bool free = tracks[t].Id != 0 && _regionOf[t] == None && _trackOf[r] == None;
                if (free && IsTooLarge(tracks[t], region))
                {
                    _engulfedBy[t] = r;
                    free = false;
                }

                _scores[(t * _regions) + r] = free ? ScoreOf(tracks[t], region) : 0;
            }
        }
    }

    /// <summary>More than twice the area of a settled track, over most of it: not the track grown, but something before it.</summary>
    private static bool IsTooLarge(Track track, in Box region) =>
        track.Announced && track.Age >= Settled && Claims(track, region)
        && region.Area > 2 * track.SettledArea;

    /// <summary>Overlap 0 to 1024; a part of a track counts by how much of the part lies inside; a near miss counts a little.</summary>
    private static int ScoreOf(Track track, in Box region)
    {
        Box box = track.Box;
        int score = Box.Overlap(box, region);
        long inside = Box.Shared(box, region);
        if (inside * 10 >= region.Area * 6 && track.Hits > 2)
            score = Math.Max(score, (int)(inside * 512 / box.Area) + LeastScore);
        if (score >= LeastScore)
            return score + (track.Announced ? 64 : 0);
        long dx = Math.Abs((2L * box.X) + box.Width - (2L * region.X) - region.Width) / 2;
        long dy = Math.Abs((2L * box.Y) + box.Height - (2L * region.Y) - region.Height) / 2;
        int side = Math.Max(Math.Max(box.Width, box.Height), Math.Max(region.Width, region.Height));
        long reach = track.Hits <= 2 ? side * 3L / 2 : side * 3L / 4;
        long ratio = Math.Max(box.Area, region.Area) / Math.Max(1, Math.Min(box.Area, region.Area));
        if (dx + dy >= reach || ratio > 3)
            return 0;
        return LeastScore + (int)((reach - dx - dy) * 100 / reach);
    }

    private bool TakeBest(ReadOnlySpan<Region> regions)
    {
        int best = -1;
        int score = LeastScore - 1;
        for (int t = 0; t < _tracks; t++)
        {
            for (int r = 0; r < regions.Length; r++)
            {
                int at = (t * _regions) + r;
                if (_scores[at] <= score || _regionOf[t] != None || _trackOf[r] != None)
                    continue;
                score = _scores[at];
                best = at;
            }
        }

        if (best < 0)
            return false;
        int track = best / _regions;
        int region = best - (track * _regions);
        _regionOf[track] = region;
        _trackOf[region] = track;
        _measured[track] = Box.Of(regions[region]);
        return true;
    }

    /// <summary>Gives a left-over region to the measured track that it is a broken-off part of.</summary>
    private void JoinFragments(ReadOnlySpan<Track> tracks, ReadOnlySpan<Region> regions)
    {
        for (int r = 0; r < regions.Length; r++)
        {
            Box region = Box.Of(regions[r]);
            int owner = None;
            long most = 0;
            for (int t = 0; t < tracks.Length && _trackOf[r] == None; t++)
            {
                if (_regionOf[t] == None)
                    continue;
                long inside = Box.Shared(tracks[t].Box.Grown(20), region);
                bool part = _shared[t] ? inside * 10 >= region.Area * 8 : Fragment.Belongs(tracks[t], _measured[t], region);
                if (!part || inside <= most)
                    continue;
                most = inside;
                owner = t;
            }

            if (owner == None)
                continue;
            _trackOf[r] = owner;
            if (_shared[owner])
                continue;
            _measured[owner] = Box.Around(_measured[owner], region);
            _joined[owner] = true;
        }
    }
}
