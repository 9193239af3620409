using System.Numerics;

namespace Inference.Gating;

/// <summary>The first background: the median of five frames a moment apart, so what crosses the picture meanwhile leaves no trace.</summary>
internal sealed class MedianLearning(int cells)
{
    private const int Samples = 5;
    private readonly byte[] _frames = new byte[Samples * cells];
    private int _taken;

    /// <summary>Forgets the frames taken.</summary>
    public void Restart() => _taken = 0;

    /// <summary>True once five frames are there.</summary>
    public bool Complete => _taken == Samples;

    /// <summary>Takes one frame; the caller sees to the moments between.</summary>
    public void Take(ReadOnlySpan<byte> image)
    {
        if (_taken < Samples)
            image.CopyTo(_frames.AsSpan(_taken++ * cells, cells));
    }

    /// <summary>Writes the median of each cell.</summary>
    public void Median(Span<byte> mean)
    {
        ReadOnlySpan<byte> a = _frames.AsSpan(0, cells);
        ReadOnlySpan<byte> b = _frames.AsSpan(cells, cells);
        ReadOnlySpan<byte> c = _frames.AsSpan(2 * cells, cells);
        ReadOnlySpan<byte> d = _frames.AsSpan(3 * cells, cells);
        ReadOnlySpan<byte> e = _frames.AsSpan(4 * cells, cells);
        int x = 0;
        for (; x <= cells - Vector<byte>.Count; x += Vector<byte>.Count)
        {
            Vector<byte> p = new(a[x..]);
            Vector<byte> q = new(b[x..]);
            Vector<byte> r = new(c[x..]);
            Vector<byte> s = new(d[x..]);
            Vector<byte> low = Vector.Max(Vector.Min(p, q), Vector.Min(r, s));
            Vector<byte> high = Vector.Min(Vector.Max(p, q), Vector.Max(r, s));
            Vector<byte> last = new(e[x..]);
            Vector.Max(Vector.Min(low, high), Vector.Min(last, Vector.Max(low, high))).CopyTo(mean[x..]);
        }

        for (; x < cells; x++)
        {
            byte low = Math.Max(Math.Min(a[x], b[x]), Math.Min(c[x], d[x]));
            byte high = Math.Min(Math.Max(a[x], b[x]), Math.Max(c[x], d[x]));
            mean[x] = Math.Max(Math.Min(low, high), Math.Min(e[x], Math.Max(low, high)));
        }
    }
}
