namespace Agent.Tracking;

/// <summary>Notices that a track leaves over an edge of the picture and comes back from it: one object went, the next came in.</summary>
internal sealed class EdgeTurn
{
    /// <summary>Time within which it must come back, milliseconds.</summary>
    private const int Memory = 1500;

    private readonly int[] _since = [Memory, Memory, Memory, Memory];

    public void Clear() => Array.Fill(_since, Memory);

    /// <summary>Takes one measured frame.</summary>
    /// <returns>True when the object now moves inwards at an edge over which it was leaving.</returns>
    public bool Happened(in Box measured, in Motion motion, int width, int height, int elapsed)
    {
        int speedX = Pace(motion.SpeedX, measured.Width);
        int speedY = Pace(motion.SpeedY, measured.Height);
        return Side(0, measured.X <= 1, -speedX, elapsed)
            | Side(1, measured.X + measured.Width >= width - 1, speedX, elapsed)
            | Side(2, measured.Y <= 1, -speedY, elapsed)
            | Side(3, measured.Y + measured.Height >= height - 1, speedY, elapsed);
    }

    /// <summary>1: faster than a quarter of its size a second; −1: the same, the other way; 0: slower.</summary>
    private static int Pace(long speed, int size) => Math.Abs(speed) * 4 < size ? 0 : Math.Sign(speed);

    private bool Side(int side, bool touches, int outwards, int elapsed)
    {
        _since[side] = Math.Min(Memory, _since[side] + elapsed);
        if (touches && outwards > 0)
            _since[side] = 0;
        return outwards < 0 && _since[side] < Memory;
    }
}
