using System.Runtime.CompilerServices;

namespace Sensors.Simulation;

/// <summary>A luma picture into which convex polygons are filled with smooth edges, and which remembers what covers each pixel.</summary>
internal sealed class Canvas
{
    private const int MaxEdges = 48;

    private readonly byte[] _luma;
    private readonly byte[] _owner;
    private byte _current;
    private ushort _distance;

    /// <summary>Makes a canvas, black and empty.</summary>
    public Canvas(int width, int height)
    {
        Width = width;
        Height = height;
        _luma = new byte[width * height];
        _owner = new byte[width * height];
    }

    /// <summary>Columns.</summary>
    public int Width { get; }

    /// <summary>Rows.</summary>
    public int Height { get; }

    /// <summary>The pixels, <c>[Height × Width]</c>.</summary>
    public byte[] Luma => _luma;

    /// <summary>Which object covers a pixel, 0 for none, <c>[Height × Width]</c>; set behind the barrier too until <see cref="Settle"/>.</summary>
    public byte[] Owner => _owner;

    /// <summary>Distance of fixed things that hide what is behind, centimetres, 65535 where nothing does; null: none.</summary>
    public ushort[]? Barrier { get; set; }

    /// <summary>Left edge of all that was filled since <see cref="Begin"/>, the parts outside the picture included.</summary>
    public double Left { get; private set; }

    /// <summary>Top edge of the same.</summary>
    public double Top { get; private set; }

    /// <summary>Right edge of the same.</summary>
    public double Right { get; private set; }

    /// <summary>Bottom edge of the same.</summary>
    public double Bottom { get; private set; }

    /// <summary>Starts an object: what is filled from here on belongs to it.</summary>
    /// <param name="owner">Its number, 1 to 255; 0 for background.</param>
    /// <param name="meters">Its distance.</param>
    public void Begin(byte owner, double meters)
    {
        _current = owner;
        _distance = (ushort)Math.Clamp(meters * 100, 0, 65000);
        Left = Top = double.MaxValue;
        Right = Bottom = double.MinValue;
    }

    /// <summary>Counts the pixels in the picture that the object covers, then gives up those that the barrier hides.</summary>
    public int Settle()
    {
        int count = 0;
        int left = (int)Math.Clamp(Left - 1, 0, Width), right = (int)Math.Clamp(Right + 2, 0, Width);
        int top = (int)Math.Clamp(Top - 1, 0, Height), bottom = (int)Math.Clamp(Bottom + 2, 0, Height);
        for (int y = top; y < bottom; y++)
        {
            for (int i = y * Width + left; i < y * Width + right; i++)
            {
                if (_owner[i] != _current)
                    continue;
                count++;
                if (Barrier is { } barrier && barrier[i] < _distance)
                    _owner[i] = 0;
            }
        }

        return count;
    }

    /// <summary>Fills a convex polygon of 3 to 48 corners, in either order.</summary>
    public void Fill(ReadOnlySpan<Point2> polygon, in Paint paint)
    {
        Span<Edge> edges = stackalloc Edge[MaxEdges];
        double left = double.MaxValue, top = double.MaxValue, right = double.MinValue, bottom = double.MinValue;
        foreach (Point2 p in polygon)
        {
            left = Math.Min(left, p.X);
            right = Math.Max(right, p.X);
            top = Math.Min(top, p.Y);
            bottom = Math.Max(bottom, p.Y);
        }

        if (!paint.IsShadow)
            Widen(left, top, right, bottom);
        double half = paint.Softness * 0.5;
        int count = Edge.Make(polygon, edges);
        int first = (int)Math.Floor(Math.Clamp(top - half, 0, Height));
        int last = (int)Math.Ceiling(Math.Clamp(bottom + half, 0, Height));
        for (int y = first; y < last; y++)
            FillRow(y, edges[..count], paint, left - half, right + half);
    }

    private void Widen(double left, double top, double right, double bottom)
    {
        Left = Math.Min(Left, left);
        Top = Math.Min(Top, top);
        Right = Math.Max(Right, right);
        Bottom = Math.Max(Bottom, bottom);
    }

    private void FillRow(int y, ReadOnlySpan<Edge> edges, in Paint paint, double left, double right)
    {
        double half = paint.Softness * 0.5;
        double outerFrom = left, outerTo = right, innerFrom = left, innerTo = right;
        foreach (Edge edge in edges)
        {
            double rest = edge.B * (y + 0.5) + edge.C;
            edge.Narrow(rest + half, ref outerFrom, ref outerTo);
            edge.Narrow(rest - half, ref innerFrom, ref innerTo);
        }

        int from = (int)Math.Floor(Math.Clamp(outerFrom - 0.5, 0, Width));
        int to = (int)Math.Ceiling(Math.Clamp(outerTo + 0.5, 0, Width));
        for (int x = from; x < to; x++)
        {
            double center = x + 0.5;
            double cover = 1;
            if (center < innerFrom || center > innerTo)
            {
                foreach (Edge edge in edges)
                    cover = Math.Min(cover, (edge.A * center + edge.B * (y + 0.5) + edge.C) / paint.Softness + 0.5);
                if (cover <= 0)
                    continue;
            }

            Blend(x, y, cover, paint);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Blend(int x, int y, double cover, in Paint paint)
    {
        int index = y * Width + x;
        int weight = (int)(cover * paint.Opacity * 256);
        if (weight >= 112 && !paint.IsShadow)
            _owner[index] = _current;
        if (Barrier is { } barrier && barrier[index] < _distance)
            return;
        int old = _luma[index];
        if (paint.IsShadow)
        {
            _luma[index] = (byte)(old - (old * weight >> 8));
            return;
        }

        int luma = Math.Clamp((int)Shade(x + 0.5, y + 0.5, paint), 0, 255);
        _luma[index] = (byte)(old + ((luma - old) * weight >> 8));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static double Shade(double x, double y, in Paint paint)
    {
        double dx = x - paint.Center.X;
        double dy = y - paint.Center.Y;
        double u = Math.Clamp(dx * paint.Axis.X + dy * paint.Axis.Y, -1, 1);
        double luma = paint.Base * (1 + paint.Light * u - paint.Round * u * u) + paint.Vertical * dy;
        if (paint.Texture == Texture.Plain)
            return luma;
        double across = dx * paint.Frequency;
        double down = dy * paint.Frequency;
        double pattern = paint.Texture switch
        {
            Texture.Noise => ValueNoise.At(across, down, paint.Seed) + 0.5 * ValueNoise.At(across * 2.3, down * 2.3, paint.Seed + 5),
            Texture.Stripes => Wave.Sin(down) > 0 ? 1 : -1,
            _ => Wave.Sin(across) * Wave.Sin(down) > 0 ? 1 : -1,
        };
        return luma + paint.Amplitude * pattern;
    }

    /// <summary>Adds a round light that fades outwards.</summary>
    /// <param name="at">Its middle.</param>
    /// <param name="radius">Where it has faded, pixels.</param>
    /// <param name="strength">Luma added in the middle.</param>
    public void Glow(Point2 at, double radius, double strength)
    {
        int top = (int)Math.Clamp(at.Y - radius, 0, Height);
        int bottom = (int)Math.Clamp(at.Y + radius + 1, 0, Height);
        int left = (int)Math.Clamp(at.X - radius, 0, Width);
        int right = (int)Math.Clamp(at.X + radius + 1, 0, Width);
        for (int y = top; y < bottom; y++)
        {
            for (int x = left; x < right; x++)
            {
                double dx = (x + 0.5 - at.X) / radius;
                double dy = (y + 0.5 - at.Y) / radius;
                double fade = 1 - (dx * dx + dy * dy);
                if (fade > 0)
                    _luma[y * Width + x] = (byte)Math.Min(255, _luma[y * Width + x] + (int)(strength * fade * fade));
            }
        }
    }
}
