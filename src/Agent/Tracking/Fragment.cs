namespace Agent.Tracking;

/// <summary>Tells a part that broke off an object from a second object beside it.</summary>
internal static class Fragment
{
    /// <summary>Scene time for which parts beside each other may stay apart and still be one object, milliseconds.</summary>
    private const int Patience = 600;

    /// <summary>True when a region is part of a track: the track was larger and the two make it whole again.</summary>
    /// <param name="track">At its predicted place.</param>
    /// <param name="measured">What is already taken to be it.</param>
    /// <param name="region">What is left over.</param>
    public static bool Belongs(Track track, in Box measured, in Box region)
    {
        Box box = track.Box;
        Box whole = Box.Around(measured, region);
        bool stacked = Along(measured.X, measured.Width, region.X, region.Width) && whole.Height * 5 >= whole.Width * 6;
        bool beside = stacked || Along(measured.Y, measured.Height, region.Y, region.Height);
        if (!beside || (track.JoinedFor > Patience && !stacked))
            return false;
        if (track.Hits < 4)
            return IsNear(measured, region, 5);
        return whole.Width * 8L <= (box.Width * 9L) + 32 && whole.Height * 8L <= (box.Height * 9L) + 32;
    }

    /// <summary>Two regions of a new object: the gap across is below an eighth of the larger, that upwards below one in <paramref name="part"/>.</summary>
    public static bool IsNear(in Box a, in Box b, int part)
    {
        int gapX = Math.Max(a.X, b.X) - Math.Min(a.X + a.Width, b.X + b.Width);
        int gapY = Math.Max(a.Y, b.Y) - Math.Min(a.Y + a.Height, b.Y + b.Height);
        return gapX * 8 <= Math.Max(a.Width, b.Width) && gapY * part <= Math.Max(a.Height, b.Height);
    }

    /// <summary>True when two intervals share at least half of the shorter.</summary>
    private static bool Along(int a, int lengthA, int b, int lengthB)
    {
        int shared = Math.Min(a + lengthA, b + lengthB) - Math.Max(a, b);
        return shared * 2 >= Math.Min(lengthA, lengthB);
    }
}
