namespace Sensors.Simulation;

/// <summary>Finds out what can be seen of each object in a drawn picture.</summary>
internal sealed class TruthTable
{
    private const int FewestPixels = 8;

    private readonly SceneObject[] _objects = new SceneObject[Traffic.Most];
    private readonly Outline[] _outlines = new Outline[Traffic.Most];

    /// <summary>Objects of which something can be seen, the farthest first.</summary>
    public ReadOnlySpan<SceneObject> Objects => _objects.AsSpan(0, Count);

    /// <summary>How many.</summary>
    public int Count { get; private set; }

    /// <summary>Notes an object that was just drawn.</summary>
    /// <param name="index">Its place in the order of drawing.</param>
    /// <param name="canvas">Where it was drawn.</param>
    public void Note(int index, Canvas canvas) =>
        _outlines[index] = new Outline(canvas.Left, canvas.Top, canvas.Right, canvas.Bottom, canvas.Settle());

    /// <summary>Writes the truth after all objects were drawn.</summary>
    public void Measure(Traffic traffic, Canvas canvas)
    {
        Count = 0;
        for (int i = 0; i < traffic.Count; i++)
        {
            ref readonly Mover mover = ref traffic[i];
            if (Box(canvas, (byte)(i + 1), _outlines[i]) is { } box)
                _objects[Count++] = box with { Id = mover.Id, Class = mover.Actor.Class };
        }
    }

    private static SceneObject? Box(Canvas canvas, byte owner, in Outline outline)
    {
        int left = int.MaxValue, top = int.MaxValue, right = -1, bottom = -1, seen = 0;
        int x0 = (int)Math.Clamp(outline.Left - 1, 0, canvas.Width), x1 = (int)Math.Clamp(outline.Right + 2, 0, canvas.Width);
        int y0 = (int)Math.Clamp(outline.Top - 1, 0, canvas.Height), y1 = (int)Math.Clamp(outline.Bottom + 2, 0, canvas.Height);
        for (int y = y0; y < y1; y++)
        {
            for (int x = x0; x < x1; x++)
            {
                if (canvas.Owner[y * canvas.Width + x] != owner)
                    continue;
                seen++;
                left = Math.Min(left, x);
                right = Math.Max(right, x);
                top = Math.Min(top, y);
                bottom = y;
            }
        }

        if (seen < FewestPixels)
            return null;
        double whole = (outline.Right - outline.Left) * (outline.Bottom - outline.Top);
        double inside = (Math.Min(outline.Right, canvas.Width) - Math.Max(outline.Left, 0))
            * (Math.Min(outline.Bottom, canvas.Height) - Math.Max(outline.Top, 0));
        double share = Math.Clamp(inside / whole, 0, 1) * seen / outline.Pixels;
        return new SceneObject(0, default, left, top, right - left + 1, bottom - top + 1, share);
    }

    private readonly record struct Outline(double Left, double Top, double Right, double Bottom, int Pixels);
}
