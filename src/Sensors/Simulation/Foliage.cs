namespace Sensors.Simulation;

/// <summary>The crown of a tree that sways in the wind: the usual cause of false regions in a gate.</summary>
internal sealed class Foliage
{
    private readonly int _left;
    private readonly int _top;
    private readonly int _size;
    private readonly int _border;
    private readonly double _wind;
    private readonly double _phase;
    private readonly byte[] _leaves;
    private readonly bool[] _covers;

    /// <summary>Grows a crown.</summary>
    /// <param name="center">Its middle, pixels.</param>
    /// <param name="radius">Its radius, pixels.</param>
    /// <param name="coating">Leaves.</param>
    /// <param name="wind">Greatest shift, pixels.</param>
    /// <param name="random">Source of randomness.</param>
    public Foliage(Point2 center, double radius, Coating coating, double wind, ref SceneRandom random)
    {
        _border = (int)(wind * 2) + 2;
        _size = (int)(radius * 2) + 2 * _border + 2;
        _left = (int)center.X - _size / 2;
        _top = (int)center.Y - _size / 2;
        _wind = wind;
        _phase = random.Unit();
        _leaves = new byte[_size * _size];
        _covers = new bool[_size * _size];
        for (int i = 0; i < _leaves.Length; i++)
        {
            double x = (i % _size - _size / 2.0) / radius, y = (i / _size - _size / 2.0) / radius;
            _leaves[i] = (byte)Math.Clamp(coating.At(x * 1.5, y * 1.5, 0.02) - 25 * (x + y), 0, 255);
            double edge = 1 + 0.35 * ValueNoise.Octaves(x * 3, y * 3, coating.Seed, 4);
            _covers[i] = x * x + y * y < edge * 0.7;
        }
    }

    /// <summary>Draws the crown as it stands at a moment.</summary>
    /// <param name="canvas">Receives it.</param>
    /// <param name="seconds">Scene time.</param>
    public void Draw(Canvas canvas, double seconds)
    {
        double gust = 0.6 + 0.4 * Wave.Sin(seconds * 0.07 + _phase);
        int down = (int)(_wind * 0.5 * gust * Wave.Sin(seconds * 0.31 + _phase) + 100.5) - 100;
        for (int y = _border; y < _size - _border; y++)
        {
            int row = _top + y;
            if ((uint)row >= (uint)canvas.Height)
                continue;
            double turn = seconds * 0.43 + _phase + y * 0.004;
            double shift = _wind * gust * (Wave.Sin(turn) + 0.4 * Wave.Sin(seconds * 1.3 + y * 0.02)) / 1.4;
            DrawRow(canvas, row, (y + down) * _size, (int)Math.Floor(shift * 256));
        }
    }

    private void DrawRow(Canvas canvas, int row, int source, int shift)
    {
        int whole = shift >> 8, part = shift & 255;
        for (int x = _border; x < _size - _border; x++)
        {
            int column = _left + x;
            int from = source + x + whole;
            int index = row * canvas.Width + column;
            if ((uint)column >= (uint)canvas.Width || !_covers[from] || (canvas.Barrier is { } posts && posts[index] != ushort.MaxValue))
                continue;
            canvas.Luma[index] = (byte)(_leaves[from] * (256 - part) + _leaves[from + 1] * part >> 8);
        }
    }
}
