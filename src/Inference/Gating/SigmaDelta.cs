using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Inference.Gating;

/// <summary>
/// Background estimation by sign increments: M += sgn(I − M), V += sgn(N·|I − M| − V), change where |I − M| &gt; V
/// (Manzanera and Richefeu, "A new motion detection algorithm based on Σ-Δ background estimation", Pattern Recognition Letters 28,
/// 2007). M settles at the temporal median, V at N times the median difference.
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
        if (width < Vector<byte>.Count + 2)
            return DetectScalar(image, rows, variance, least, change, 0, width);
        ref byte i0 = ref MemoryMarshal.GetReference(image);
        ref byte upper = ref MemoryMarshal.GetReference(rows.Upper);
        ref byte middle = ref MemoryMarshal.GetReference(rows.Middle);
        ref byte lower = ref MemoryMarshal.GetReference(rows.Lower);
        ref byte v0 = ref MemoryMarshal.GetReference(variance);
        ref byte c0 = ref MemoryMarshal.GetReference(change);
        Vector<byte> floor = new(least);
        Vector<byte> tolerance = new((byte)(least / 2));
        int end = width - 1 - Vector<byte>.Count;
        for (int x = 1; ; x = Math.Min(x + Vector<byte>.Count, end))
        {
            // The last vector overlaps the one before: the same cells give the same answer.
            nuint at = (nuint)x;
            Vector<byte> i = Vector.LoadUnsafe(ref i0, at);
            Vector<byte> m = Vector.LoadUnsafe(ref middle, at);
            Range(ref upper, at, out Vector<byte> low, out Vector<byte> high);
            Range(ref middle, at, out Vector<byte> least1, out Vector<byte> greatest1);
            Range(ref lower, at, out Vector<byte> least2, out Vector<byte> greatest2);
            low = Vector.Min(low, Vector.Min(least1, least2));
            high = Vector.Max(high, Vector.Max(greatest1, greatest2));
            Vector<byte> difference = Vector.Max(i, m) - Vector.Min(i, m);
            Vector<byte> outside = (Vector.Max(i, high) - high) | (low - Vector.Min(i, low));
            Vector<byte> threshold = Vector.Max(Vector.LoadUnsafe(ref v0, at), floor);
            Vector<byte> found = Vector.GreaterThan(difference, threshold) & Vector.GreaterThan(outside, tolerance);
            found.StoreUnsafe(ref c0, at);
            if (x == end)
                break;
        }

        DetectScalar(image, rows, variance, least, change, 0, 1);
        DetectScalar(image, rows, variance, least, change, width - 1, width);
        return Count(change);
    }

    /// <summary>Masks of 255 in a row.</summary>
    private static int Count(ReadOnlySpan<byte> change)
    {
        int count = 0;
        int x = 0;
        while (x <= change.Length - Vector<byte>.Count)
        {
            // A mask of 255 is −1: the sums count up, and are emptied before a byte could wrap.
            Vector<byte> sums = Vector<byte>.Zero;
            for (int n = 0; n < 255 && x <= change.Length - Vector<byte>.Count; n++, x += Vector<byte>.Count)
                sums -= new Vector<byte>(change[x..]);
            count += Total(sums);
        }

        for (; x < change.Length; x++)
            count += change[x] & 1;
        return count;
    }

    /// <summary>Least and greatest of each cell and its left and right neighbour.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Range(ref byte row, nuint at, out Vector<byte> low, out Vector<byte> high)
    {
        Vector<byte> a = Vector.LoadUnsafe(ref row, at - 1);
        Vector<byte> b = Vector.LoadUnsafe(ref row, at);
        Vector<byte> c = Vector.LoadUnsafe(ref row, at + 1);
        low = Vector.Min(a, Vector.Min(b, c));
        high = Vector.Max(a, Vector.Max(b, c));
    }

    private static int Total(Vector<byte> bytes)
    {
        Vector.Widen(bytes, out Vector<ushort> low, out Vector<ushort> high);
        return Vector.Sum(low + high);
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
