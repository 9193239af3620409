namespace Agent.Tracking;

/// <summary>Chooses which tracks the network looks at in a frame, within the budget of crops.</summary>
internal sealed class LookPlan(TrackerOptions options)
{
    private const int Undecided = 1 << 20;
    private const int LongestWait = 1 << 18;
    private readonly bool[] _looked = new bool[options.Capacity];
    private int _looks;

    /// <summary>Starts the budget of a new frame.</summary>
    public void StartFrame()
    {
        _looks = 0;
        Array.Clear(_looked);
    }

    /// <summary>Index of the track to look at next, each at most once a frame; −1 when there is none or the budget is spent.</summary>
    public int Next(ReadOnlySpan<Track> tracks)
    {
        if (_looks >= options.CropsPerFrame)
            return -1;
        int chosen = -1;
        int highest = 0;
        for (int t = 0; t < tracks.Length; t++)
        {
            int urgency = _looked[t] ? 0 : Urgency(tracks[t]);
            if (urgency <= highest)
                continue;
            highest = urgency;
            chosen = t;
        }

        if (chosen < 0)
            return -1;
        _looks++;
        _looked[chosen] = true;
        return chosen;
    }

    private int Urgency(Track track)
    {
        if (track.Id == 0 || track.Over || !track.Clear || track.Hits < 2)
            return 0;
        int wait = Math.Min(track.SinceLook, LongestWait);
        if (track is { Announced: false, Dismissed: false, Withheld: false })
            return Undecided + wait;

        // What was nothing may be an object that has only now come in whole: it is checked again twice as often.
        int period = (int)options.RecheckPeriod.TotalMilliseconds / (track.Dismissed ? 2 : 1);
        return wait >= period ? wait : 0;
    }
}
