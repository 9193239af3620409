using System.Numerics;

namespace Inference.Gating;

/// <summary>
/// Background estimation by sign increments: M += sgn(I − M), V += sgn(N·|I − M| − V), change where |I − M| &gt; V
/// (Manzanera and Richefeu, "A new motion detection algorithm based on Σ-Δ background estimation", Pattern Recognition Letters 28,
/// 2007, section 2). M settles at the temporal median, V at N times the median difference.
/// </summary>
/// <remarks>
/// Two changes of ours. A cell is compared with the range of M over its 3×3 neighbours as well as with M itself, so edges that
/// tremble by one cell are no change. And cells that changed move slowly (or not at all where an object is held),
/// so that what stops is not dissolved. Every span is <c>[height × width]</c>; masks are 0 or 255.
/// </remarks>
internal static class SigmaDelta
{
    /// <summary>change = |I − M| &gt; max(V, least) and the distance of I to the range of M over 3×3 &gt; least / 2.</summary>
    /// <returns>Changed cells.</returns>
    public static int Detect(
        ReadOnlySpan<byte> image, ReadOnlySpan<byte> mean, ReadOnlySpan<byte> variance, int width, int height, byte least, Span<byte> change)
    {
        int changed = 0;
        for (int y = 0; y < height; y++)
        {
            int at = y * width;
            RowTriple rows = new(
                mean.Slice(Math.Max(0, y - 1) * width, width), mean.Slice(at, width), mean.Slice(Math.Min(height - 1, y + 1) * width, width));
            changed += DetectRow(image.Slice(at, width), rows, variance.Slice(at, width), least, change.Slice(at, width));
        }

        return changed;
    }

    private static int DetectRow(ReadOnlySpan<byte> image, RowTriple rows, ReadOnlySpan<byte> variance, byte least, Span<byte> change)
    {
        int width = image.Length;
        int changed = DetectScalar(image, rows, variance, least, change, 0, Math.Min(1, width));
        int x = 1;
        Vector<byte> floor = new(least);
        Vector<byte> tolerance = new((byte)(least / 2));
        for (; x <= width - 1 - Vector<byte>.Count; x += Vector<byte>.Count)
        {
            Vector<byte> i = new(image[x..]);
            Vector<byte> m = new(rows.Middle[x..]);
            Vector<byte> low = Vector.Min(Vector.Min(Least(rows.Upper, x), Least(rows.Lower, x)), Least(rows.Middle, x));
            Vector<byte> high = Vector.Max(Vector.Max(Greatest(rows.Upper, x), Greatest(rows.Lower, x)), Greatest(rows.Middle, x));
            Vector<byte> difference = Vector.Max(i, m) - Vector.Min(i, m);
            Vector<byte> outside = (Vector.Max(i, high) - high) | (low - Vector.Min(i, low));
            Vector<byte> threshold = Vector.Max(new Vector<byte>(variance[x..]), floor);
            Vector<byte> found = Vector.GreaterThan(difference, threshold) & Vector.GreaterThan(outside, tolerance);
            found.CopyTo(change[x..]);
            if (found != Vector<byte>.Zero)
                changed += Vector.Sum(found & Vector<byte>.One);
        }

        return changed + DetectScalar(image, rows, variance, least, change, x, width);
    }

    /// <summary>The definition, for columns <paramref name="x"/> to <paramref name="end"/>.</summary>
    internal static int DetectScalar(
        ReadOnlySpan<byte> image, RowTriple rows, ReadOnlySpan<byte> variance, byte least, Span<byte> change, int x, int end)
    {
        int changed = 0;
        for (; x < end; x++)
        {
            rows.Range(x, out int low, out int high);
            int difference = Math.Abs(image[x] - rows.Middle[x]);
            int outside = Math.Max(0, image[x] - high) + Math.Max(0, low - image[x]);
            bool found = difference > Math.Max(variance[x], least) && outside > least / 2;
            change[x] = found ? (byte)255 : (byte)0;
            changed += found ? 1 : 0;
        }

        return changed;
    }

    private static Vector<byte> Least(ReadOnlySpan<byte> row, int x) =>
        Vector.Min(Vector.Min(new Vector<byte>(row[(x - 1)..]), new Vector<byte>(row[x..])), new Vector<byte>(row[(x + 1)..]));

    private static Vector<byte> Greatest(ReadOnlySpan<byte> row, int x) =>
        Vector.Max(Vector.Max(new Vector<byte>(row[(x - 1)..]), new Vector<byte>(row[x..])), new Vector<byte>(row[(x + 1)..]));

    /// <summary>Moves M and V of each cell by at most the step that its state allows.</summary>
    /// <param name="image">I.</param>
    /// <param name="mean">M, updated.</param>
    /// <param name="variance">V, updated within the limits of <paramref name="steps"/>.</param>
    /// <param name="change">255 where the cell changed.</param>
    /// <param name="held">255 where nothing may move.</param>
    /// <param name="steps">How far.</param>
    public static void Update(
        ReadOnlySpan<byte> image, Span<byte> mean, Span<byte> variance, ReadOnlySpan<byte> change, ReadOnlySpan<byte> held, in UpdateSteps steps)
    {
        int x = 0;
        Vector<byte> quiet = new(steps.Quiet);
        Vector<byte> changed = new(steps.Changed);
        Vector<byte> quietMove = new(steps.Variance);
        Vector<byte> changedMove = new(steps.ChangedVariance);
        Vector<byte> floor = new(steps.MinimumVariance);
        Vector<byte> cap = new(steps.MaximumVariance);
        for (; x <= image.Length - Vector<byte>.Count; x += Vector<byte>.Count)
        {
            Vector<byte> free = ~new Vector<byte>(held[x..]);
            Vector<byte> i = new(image[x..]);
            Vector<byte> m = new(mean[x..]);
            Vector<byte> v = new(variance[x..]);
            Vector<byte> mask = new(change[x..]);
            Vector<byte> step = Vector.ConditionalSelect(mask, changed, quiet) & free;
            Vector<byte> above = Vector.Max(i, m) - m;
            Vector<byte> below = m - Vector.Min(i, m);
            (m + Vector.Min(above, step) - Vector.Min(below, step)).CopyTo(mean[x..]);
            Vector<byte> wanted = Amplify(above | below, steps.Doublings);
            Vector<byte> limit = Vector.ConditionalSelect(mask, changedMove, quietMove);
            Vector<byte> move = limit & free & ~Vector.Equals(wanted, Vector<byte>.Zero);
            Vector<byte> risen = v + Vector.Min(Vector.Max(wanted, v) - v, move) - Vector.Min(v - Vector.Min(wanted, v), move);
            Vector.Min(Vector.Max(risen, floor), cap).CopyTo(variance[x..]);
        }

        UpdateScalar(image, mean, variance, change, held, steps, x);
    }

    /// <summary>The definition, from cell <paramref name="x"/> on. |I − M| = 0 leaves V alone, as in the paper.</summary>
    internal static void UpdateScalar(
        ReadOnlySpan<byte> image, Span<byte> mean, Span<byte> variance, ReadOnlySpan<byte> change, ReadOnlySpan<byte> held, in UpdateSteps steps, int x)
    {
        for (; x < image.Length; x++)
        {
            int free = 255 - held[x];
            int step = (change[x] != 0 ? steps.Changed : steps.Quiet) & free;
            int signed = image[x] - mean[x];
            mean[x] = (byte)(mean[x] + Math.Clamp(signed, -step, step));
            int wanted = Math.Min(255, Math.Abs(signed) << steps.Doublings);
            int move = wanted == 0 ? 0 : (change[x] != 0 ? steps.ChangedVariance : steps.Variance) & free;
            int risen = variance[x] + Math.Clamp(wanted - variance[x], -move, move);
            variance[x] = (byte)Math.Min(Math.Max(risen, steps.MinimumVariance), steps.MaximumVariance);
        }
    }

    /// <summary>value · 2^doublings, at most 255.</summary>
    private static Vector<byte> Amplify(Vector<byte> value, int doublings)
    {
        for (int d = 0; d < doublings; d++)
        {
            Vector<byte> twice = value + value;
            value = twice | Vector.GreaterThan(value, new Vector<byte>(127));
        }

        return value;
    }
}
