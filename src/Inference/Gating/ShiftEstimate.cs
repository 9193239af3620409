using System.Numerics;
using System.Runtime.InteropServices;

namespace Inference.Gating;

/// <summary>Finds by how many cells the picture is shifted against the background: a camera that shakes in the wind.</summary>
internal static class ShiftEstimate
{
    /// <summary>Largest shift looked for, cells each way.</summary>
    public const int Reach = 3;

    private const int RowSpacing = 6;

    /// <summary>Two differences a vector: 128 · 2 · 255 = 65,280 still fits 16 bits.</summary>
    private const int VectorsBeforeWidening = 128;

    /// <summary>The shift with the least sum of absolute differences, 0, 0 unless it removes at least 40 % of that without a shift.</summary>
    /// <param name="image">I, <c>[height × width]</c>.</param>
    /// <param name="mean">M, the same shape.</param>
    /// <param name="width">Columns.</param>
    /// <param name="height">Rows.</param>
    /// <param name="dx">I(x + dx, y + dy) looks like M(x, y).</param>
    /// <param name="dy">See <paramref name="dx"/>.</param>
    public static void Find(ReadOnlySpan<byte> image, ReadOnlySpan<byte> mean, int width, int height, out int dx, out int dy)
    {
        dx = 0;
        dy = 0;
        if (width <= 4 * Reach || height <= 4 * Reach)
            return;
        long still = Difference(image, mean, width, height, 0, 0);
        long best = still;
        for (int v = -Reach; v <= Reach; v++)
        {
            for (int h = -Reach; h <= Reach; h++)
            {
                long found = Difference(image, mean, width, height, h, v);
                if (found >= best)
                    continue;
                best = found;
                dx = h;
                dy = v;
            }
        }

        if (best * 5 <= still * 3)
            return;
        dx = 0;
        dy = 0;
    }

    /// <summary>Writes I(x + dx, y + dy), edge pixels repeated.</summary>
    public static void Undo(ReadOnlySpan<byte> image, int width, int height, int dx, int dy, Span<byte> output)
    {
        for (int y = 0; y < height; y++)
        {
            ReadOnlySpan<byte> from = image.Slice(Math.Clamp(y + dy, 0, height - 1) * width, width);
            Span<byte> to = output.Slice(y * width, width);
            int columns = width - Math.Abs(dx);
            from.Slice(Math.Max(0, dx), columns).CopyTo(to[Math.Max(0, -dx)..]);
            to[..Math.Max(0, -dx)].Fill(from[0]);
            to[(width - Math.Max(0, dx))..].Fill(from[width - 1]);
        }
    }

    private static long Difference(ReadOnlySpan<byte> image, ReadOnlySpan<byte> mean, int width, int height, int dx, int dy)
    {
        long sum = 0;
        int columns = width - (2 * Reach);
        for (int y = Reach; y < height - Reach; y += RowSpacing)
        {
            ReadOnlySpan<byte> a = image.Slice(((y + dy) * width) + Reach + dx, columns);
            ReadOnlySpan<byte> b = mean.Slice((y * width) + Reach, columns);
            sum += DifferenceOf(a, b);
        }

        return sum;
    }

    private static long DifferenceOf(ReadOnlySpan<byte> a, ReadOnlySpan<byte> b)
    {
        ReadOnlySpan<Vector<byte>> p = MemoryMarshal.Cast<byte, Vector<byte>>(a);
        ReadOnlySpan<Vector<byte>> q = MemoryMarshal.Cast<byte, Vector<byte>>(b);
        long total = 0;
        for (int first = 0; first < p.Length; first += VectorsBeforeWidening)
        {
            Vector<ushort> sum = Vector<ushort>.Zero;
            for (int x = first; x < Math.Min(p.Length, first + VectorsBeforeWidening); x++)
            {
                Vector.Widen(Vector.Max(p[x], q[x]) - Vector.Min(p[x], q[x]), out Vector<ushort> low, out Vector<ushort> high);
                sum += low + high;
            }

            Vector.Widen(sum, out Vector<uint> lower, out Vector<uint> upper);
            total += Vector.Sum(lower + upper);
        }

        for (int x = p.Length * Vector<byte>.Count; x < a.Length; x++)
            total += Math.Abs(a[x] - b[x]);
        return total;
    }
}
