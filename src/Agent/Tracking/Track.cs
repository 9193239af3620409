namespace Agent.Tracking;

/// <summary>One object over frames; a slot that is used again when the object has gone.</summary>
/// <remarks>Owned by <see cref="Tracker"/>; everything here exists from the start.</remarks>
public sealed class Track
{
    private const int SettlingTime = 600;

    internal Motion Motion;

    internal Track(int classes)
    {
        Evidence = new Evidence(classes);
        Best = new BestView();
    }

    /// <summary>Number in this process, from 1; 0 while the slot is free.</summary>
    public long Id { get; internal set; }

    /// <summary>Sum of what the network said.</summary>
    public Evidence Evidence { get; }

    /// <summary>The best view of the object so far.</summary>
    public BestView Best { get; }

    /// <summary>Where the object is taken to be; may stick out of the picture.</summary>
    public Box Box => Motion.Box;

    /// <summary>The box last measured by the gate, as measured: what the network looks at.</summary>
    public Box Measured { get; internal set; }

    /// <summary>True when the last frame measured this object alone and whole.</summary>
    public bool Clear { get; internal set; }

    /// <summary>True when an event <c>new</c> was sent.</summary>
    public bool Announced { get; internal set; }

    /// <summary>Label sent; −1 before.</summary>
    public int Label { get; internal set; } = -1;

    /// <summary>True while the evidence says that it is nothing.</summary>
    public bool Dismissed { get; internal set; }

    /// <summary>Crops looked at.</summary>
    public int Decisions { get; internal set; }

    /// <summary>Multiply-accumulates spent.</summary>
    public long Macs { get; internal set; }

    /// <summary>Frames in which the gate saw it.</summary>
    public int Hits { get; internal set; }

    /// <summary>Scene time since it appeared, milliseconds.</summary>
    public int Age { get; internal set; }

    /// <summary>Scene time since the gate last saw it, milliseconds; 0 when seen in this frame.</summary>
    public int Unseen { get; internal set; }

    /// <summary>Frames since the gate last saw it.</summary>
    public int Misses { get; internal set; }

    /// <summary>True once the object was more than half its size from where it appeared, and still was a moment later.</summary>
    public bool Moved => _away >= 3;

    internal int SinceLook;
    internal int SinceEvent;
    internal int LabelConfidence;
    internal DateTimeOffset FirstSeen;
    internal bool Over;
    internal int Part;
    internal int JoinedFor;
    internal int EngulfedFor;
    internal int SharedFor;
    /// <summary>Number of the track that this one appeared beside and has stayed with; 0: none.</summary>
    internal long HostId;
    internal int ApartFor;
    /// <summary>True while it is decided but taken to be a part of an announced track.</summary>
    internal bool Withheld;
    internal int LabelExit;
    /// <summary>Area over about the last 0.6 s, square pixels: what a sudden region is compared with.</summary>
    internal long SettledArea;
    private readonly EdgeTurn _turn = new();
    private Box _birth;
    private int _away;

    internal void Start(long id, in Box box, DateTimeOffset captured, int nothing, int headStart)
    {
        Id = id;
        Motion.Start(box);
        Evidence.Reset(nothing, headStart);
        Best.Clear();
        Measured = box;
        Clear = true;
        Announced = false;
        Over = false;
        Part = 0;
        JoinedFor = 0;
        EngulfedFor = 0;
        SharedFor = 0;
        HostId = 0;
        ApartFor = 0;
        Withheld = false;
        Dismissed = false;
        LabelExit = 0;
        Label = -1;
        Decisions = 0;
        Macs = 0;
        Hits = 1;
        Age = 0;
        Unseen = 0;
        Misses = 0;
        SinceLook = int.MaxValue / 2;
        SinceEvent = 0;
        LabelConfidence = 0;
        FirstSeen = captured;
        SettledArea = box.Area;
        _turn.Clear();
        _birth = box;
        _away = 0;
    }

    /// <summary>Takes another part of an object that was first seen in this frame.</summary>
    internal void Widen(in Box part)
    {
        Measured = Tracking.Box.Around(Measured, part);
        Motion.Start(Measured);
        SettledArea = Measured.Area;
        _birth = Measured;
    }

    internal void Advance(int elapsed)
    {
        Age = Later(Age, elapsed);
        SinceLook = Later(SinceLook, elapsed);
        SinceEvent = Later(SinceEvent, elapsed);
        Motion.Predict(elapsed);
        Clear = false;
    }

    internal void See(in Box box, int elapsed, bool whole)
    {
        if (whole)
        {
            Motion.Correct(box, elapsed + Unseen);
            Measured = box;
            SettledArea += (box.Area - SettledArea) * Math.Min(elapsed, SettlingTime) / SettlingTime;
        }

        Clear = whole;
        Hits++;
        Unseen = 0;
        Misses = 0;
        Box now = Motion.Box;
        int dx = Math.Abs((2 * now.X) + now.Width - (2 * _birth.X) - _birth.Width);
        int dy = Math.Abs((2 * now.Y) + now.Height - (2 * _birth.Y) - _birth.Height);
        bool away = dx > Math.Min(now.Width, _birth.Width) || dy > Math.Min(now.Height, _birth.Height);
        _away = away ? Math.Min(3, _away + 1) : _away >= 3 ? 3 : 0;
    }

    internal void Miss(int elapsed)
    {
        Unseen = Later(Unseen, elapsed);
        Misses++;
        Motion.Coast();
    }

    /// <summary>True when it was leaving over an edge of the picture and now comes back from it: that is the next object coming in.</summary>
    internal bool TurnsAtEdge(int width, int height, int elapsed) => _turn.Happened(Measured, Motion, width, height, elapsed);

    /// <summary>Goes on as another track that is already announced: it was the same object, seen whole only now.</summary>
    internal void Continue(Track other)
    {
        Id = other.Id;
        Announced = true;
        Label = other.Label;
        LabelConfidence = other.LabelConfidence;
        LabelExit = other.LabelExit;
        FirstSeen = other.FirstSeen;
        SinceEvent = other.SinceEvent;
        HostId = 0;
        Withheld = false;
        Decisions += other.Decisions;
        Macs += other.Macs;
        other.Id = 0;
    }

    private static int Later(int time, int elapsed) => Math.Min(int.MaxValue / 2, time + elapsed);
}
