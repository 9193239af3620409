namespace Agent.Tracking;

/// <summary>Tells a part of a followed object, seen as a region of its own, from a second object.</summary>
/// <remarks>
/// A part appears beside an object already there and stays with it for its whole life; what comes in behind it over an edge of the
/// picture, or parts from it later, is another object.
/// </remarks>
internal static class Attachment
{
    /// <summary>Time apart after which it is another object, milliseconds: outlines tremble for a frame or two.</summary>
    private const int Patience = 300;

    /// <summary>Number of the track that a new one appears beside, or 0.</summary>
    public static long HostOf(ReadOnlySpan<Track> tracks, Track young, int width, int height)
    {
        foreach (Track track in tracks)
        {
            if (track.Id == 0 || track == young || track.Over || track.Dismissed || track.Hits < 3 || track.Unseen > 0)
                continue;
            bool behind = young.Measured.Touches(width, height) && !track.Measured.Touches(width, height);
            if (!behind && Touches(track.Measured, young.Measured))
                return track.Id;
        }

        return 0;
    }

    /// <summary>Frees each track from the one it appeared beside when they have parted or that one has gone.</summary>
    public static void Follow(ReadOnlySpan<Track> tracks, int elapsed)
    {
        foreach (Track track in tracks)
        {
            if (track is { Id: not 0, Announced: false, HostId: not 0 })
                Follow(tracks, track, elapsed);
        }
    }

    private static void Follow(ReadOnlySpan<Track> tracks, Track part, int elapsed)
    {
        if (Find(tracks, part.HostId) is not Track host)
        {
            part.HostId = 0;
            return;
        }

        if (!part.Clear || !host.Clear)
            return;
        part.ApartFor = Touches(host.Measured, part.Measured) ? 0 : part.ApartFor + elapsed;
        if (part.ApartFor > Patience)
            part.HostId = 0;
    }

    /// <summary>True when a track is a part of an announced one of the same label, false when it is an object of its own.</summary>
    public static bool IsPart(ReadOnlySpan<Track> tracks, Track track) =>
        Find(tracks, track.HostId) is { Announced: true } host && host.Label == track.Evidence.Best;

    /// <summary>Takes down that a track was announced before the one it appeared beside: now that one is the part.</summary>
    public static void Lead(ReadOnlySpan<Track> tracks, Track announced)
    {
        if (Find(tracks, announced.HostId) is { Announced: false, HostId: 0 } host)
            host.HostId = announced.Id;
    }

    /// <summary>An announced track of the same label that has been inside this one for most of its life; null: none.</summary>
    public static Track? Swallowed(ReadOnlySpan<Track> tracks, Track track)
    {
        foreach (Track other in tracks)
        {
            if (other.Id != 0 && other != track && other.Announced && other.Label == track.Evidence.Best
                && other.EngulfedFor * 2 > track.Age && Box.Shared(other.Box, track.Box) * 2 > other.Box.Area)
                return other;
        }

        return null;
    }

    /// <summary>The largest part that is still seen of an object whose own track is over; null: none.</summary>
    public static Track? Heir(ReadOnlySpan<Track> tracks, Track over)
    {
        Track? heir = null;
        foreach (Track track in tracks)
        {
            bool remains = track.Id != 0 && track.HostId == over.Id && track is { Over: false, Announced: false, Unseen: 0 }
                && track.Evidence.Best == over.Label;
            if (remains && (heir is null || track.Measured.Area > heir.Measured.Area))
                heir = track;
        }

        return heir;
    }

    /// <summary>Side by side with a gap below an eighth of the wider, or one above the other with one below a sixth of the whole.</summary>
    private static bool Touches(in Box a, in Box b)
    {
        int gapX = Math.Max(a.X, b.X) - Math.Min(a.X + a.Width, b.X + b.Width);
        int gapY = Math.Max(a.Y, b.Y) - Math.Min(a.Y + a.Height, b.Y + b.Height);
        return (gapX < 0 || gapY < 0) && gapX * 8 <= Math.Max(a.Width, b.Width) && gapY * 6 <= Box.Around(a, b).Height;
    }

    private static Track? Find(ReadOnlySpan<Track> tracks, long id)
    {
        foreach (Track track in tracks)
        {
            if (id != 0 && track.Id == id)
                return track;
        }

        return null;
    }
}
