namespace Agent.Tracking;

/// <summary>Where a box is going: centre with constant velocity and a slowly changing size (an α-β filter).</summary>
/// <remarks>Positions in 1/256 pixel, velocities in 1/256 pixel a second; integer, so tracks are the same on every machine.</remarks>
public struct Motion
{
    private const int Unit = 256;
    private long _x;
    private long _y;
    private long _vx;
    private long _vy;
    private long _width;
    private long _height;
    private int _measured;

    /// <summary>Starts at a box, at rest.</summary>
    /// <param name="box">Where.</param>
    public void Start(in Box box)
    {
        _x = ((2L * box.X) + box.Width) * (Unit / 2);
        _y = ((2L * box.Y) + box.Height) * (Unit / 2);
        _vx = 0;
        _vy = 0;
        _width = (long)box.Width * Unit;
        _height = (long)box.Height * Unit;
        _measured = 1;
    }

    /// <summary>Pixels a second to the right.</summary>
    public readonly long SpeedX => _vx / Unit;

    /// <summary>Pixels a second downwards.</summary>
    public readonly long SpeedY => _vy / Unit;

    /// <summary>Moves on with the present velocity.</summary>
    /// <param name="milliseconds">For how long.</param>
    public void Predict(int milliseconds)
    {
        _x += _vx * milliseconds / 1000;
        _y += _vy * milliseconds / 1000;
    }

    /// <summary>Loses an eighth of the velocity: nothing was seen, and what is not seen is likely to have stopped.</summary>
    public void Coast()
    {
        _vx -= _vx / 8;
        _vy -= _vy / 8;
    }

    /// <summary>Corrects position, velocity and size by a measured box.</summary>
    /// <param name="box">What was measured.</param>
    /// <param name="milliseconds">Since the last correction or prediction.</param>
    public void Correct(in Box box, int milliseconds)
    {
        long dx = (((2L * box.X) + box.Width) * (Unit / 2)) - _x;
        long dy = (((2L * box.Y) + box.Height) * (Unit / 2)) - _y;
        _x += dx * 3 / 4;
        _y += dy * 3 / 4;

        // The second box gives the velocity outright (β = 3/4 from rest), later ones refine it.
        int quarter = _measured < 2 ? 3 : 1;
        _vx += dx * 1000 / Math.Max(1, milliseconds) * quarter / 4;
        _vy += dy * 1000 / Math.Max(1, milliseconds) * quarter / 4;
        int eighths = _measured < 8 ? 6 : 3;
        _width += (((long)box.Width * Unit) - _width) * eighths / 8;
        _height += (((long)box.Height * Unit) - _height) * eighths / 8;
        _measured = Math.Min(_measured + 1, 1000);
    }

    /// <summary>The present box; may stick out of the picture.</summary>
    public readonly Box Box
    {
        get
        {
            int width = (int)Math.Max(1, (_width + (Unit / 2)) / Unit);
            int height = (int)Math.Max(1, (_height + (Unit / 2)) / Unit);
            return new Box((int)((_x - (_width / 2)) >> 8), (int)((_y - (_height / 2)) >> 8), width, height);
        }
    }

    /// <summary>Keeps the centre where the box stays inside another as far as it can: two objects seen as one.</summary>
    /// <param name="outer">The box that was seen.</param>
    public void KeepInside(in Box outer)
    {
        _x = Clamp(_x, outer.X, outer.Width, _width);
        _y = Clamp(_y, outer.Y, outer.Height, _height);
    }

    private static long Clamp(long centre, int start, int length, long size)
    {
        long low = ((long)start * Unit) + (size / 2);
        long high = ((long)(start + length) * Unit) - (size / 2);
        return low <= high ? Math.Clamp(centre, low, high) : (low + high) / 2;
    }
}
