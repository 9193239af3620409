using Inference.Gating;

namespace Agent.Tracking;

/// <summary>A box in a picture, pixels.</summary>
/// <param name="X">Left column.</param>
/// <param name="Y">Top row.</param>
/// <param name="Width">Columns.</param>
/// <param name="Height">Rows.</param>
public readonly record struct Box(int X, int Y, int Width, int Height)
{
    /// <summary>Square pixels.</summary>
    public long Area => (long)Width * Height;

    /// <summary>The box of a region.</summary>
    public static Box Of(in Region region) => new(region.X, region.Y, region.Width, region.Height);

    /// <summary>Square pixels that two boxes share.</summary>
    public static long Shared(in Box a, in Box b)
    {
        long width = Math.Min(a.X + a.Width, b.X + b.Width) - Math.Max(a.X, b.X);
        long height = Math.Min(a.Y + a.Height, b.Y + b.Height) - Math.Max(a.Y, b.Y);
        return width > 0 && height > 0 ? width * height : 0;
    }

    /// <summary>Intersection over union, 0 to 1024.</summary>
    public static int Overlap(in Box a, in Box b)
    {
        long shared = Shared(a, b);
        long union = a.Area + b.Area - shared;
        return union > 0 ? (int)(shared * 1024 / union) : 0;
    }

    /// <summary>The smallest box around two.</summary>
    public static Box Around(in Box a, in Box b)
    {
        int x = Math.Min(a.X, b.X);
        int y = Math.Min(a.Y, b.Y);
        return new(x, y, Math.Max(a.X + a.Width, b.X + b.Width) - x, Math.Max(a.Y + a.Height, b.Y + b.Height) - y);
    }

    /// <summary>This box with <paramref name="percent"/> of its size added on each side.</summary>
    public Box Grown(int percent)
    {
        int dx = ((Width * percent) + 50) / 100;
        int dy = ((Height * percent) + 50) / 100;
        return new(X - dx, Y - dy, Width + (2 * dx), Height + (2 * dy));
    }

    /// <summary>The part inside a picture; at least one pixel, at the nearest edge when the box is outside.</summary>
    public Box Inside(int width, int height)
    {
        int left = Math.Clamp(X, 0, width - 1);
        int top = Math.Clamp(Y, 0, height - 1);
        int right = Math.Clamp(X + Width, left + 1, width);
        int bottom = Math.Clamp(Y + Height, top + 1, height);
        return new(left, top, right - left, bottom - top);
    }

    /// <summary>True when a side lies on the edge of the picture.</summary>
    public bool Touches(int width, int height) => X <= 1 || Y <= 1 || X + Width >= width - 1 || Y + Height >= height - 1;
}
