using System.Diagnostics;
using System.Numerics;

namespace Inference.Gating;

/// <summary>Cuts a box out of a picture and stretches it to the size a network takes.</summary>
/// <remarks>
/// Separable triangle filter whose support is one output pixel when shrinking and one source pixel when enlarging, so it
/// averages or interpolates as needed: output o of O from source i of W has the weight
/// max(0, 2·max(W, O) − |(2i+1)·O − (2o+1)·W|), summed to 2^8 (a row) or 2^14 (a column). Only pixels of the box count; where the box
/// sticks out of the picture the nearest edge pixel stands in. All integer: the same bits on every machine.
/// </remarks>
public static class Resampler
{
    /// <summary>Weights of rows sum to 2^8, so that a weighted sum of bytes fits 16 bits.</summary>
    private const int RowBits = 8;

    /// <summary>Weights of columns sum to 2^14: sums of 16-bit values times these stay below 2^30.</summary>
    private const int ColumnBits = 14;

    /// <summary>Largest side of the box and of the output, pixels.</summary>
    public const int MaximumSide = 16384;

    /// <summary>Writes the stretched box.</summary>
    /// <param name="luma">Picture, <c>[height × width]</c>.</param>
    /// <param name="width">Columns of the picture.</param>
    /// <param name="height">Rows of the picture.</param>
    /// <param name="x">Left column of the box; may be outside.</param>
    /// <param name="y">Top row of the box; may be outside.</param>
    /// <param name="w">Columns of the box, 1 to <see cref="MaximumSide"/>.</param>
    /// <param name="h">Rows of the box, 1 to <see cref="MaximumSide"/>.</param>
    /// <param name="output">Receives <c>[outputHeight × outputWidth]</c>; must not overlap <paramref name="luma"/>.</param>
    /// <param name="outputWidth">Columns wanted, 1 to 1,024.</param>
    /// <param name="outputHeight">Rows wanted, 1 to 1,024.</param>
    /// <exception cref="ArgumentException">A span shorter than its size, or a size out of range.</exception>
    public static void Crop(
        ReadOnlySpan<byte> luma, int width, int height, int x, int y, int w, int h, Span<byte> output, int outputWidth, int outputHeight)
    {
        Check(luma.Length, width, height, x, y, w, h);
        CheckOutput(output.Length, outputWidth, outputHeight);
        int left = Math.Clamp(x, 0, width - 1);
        int columns = Math.Clamp((long)x + w - 1, 0, width - 1) is long last && last >= left ? (int)(last - left) + 1 : 1;
        Span<ushort> row = stackalloc ushort[columns];
        Span<int> weights = stackalloc int[TapLimit(h, outputHeight)];
        int columnTaps = TapLimit(w, outputWidth);
        Span<short> columnWeights = stackalloc short[columnTaps * outputWidth];
        Span<int> firsts = stackalloc int[outputWidth];
        Span<int> counts = stackalloc int[outputWidth];
        Span<int> one = stackalloc int[columnTaps];
        for (int o = 0; o < outputWidth; o++)
        {
            counts[o] = Taps(o, w, outputWidth, ColumnBits, one, out firsts[o]);
            for (int t = 0; t < counts[o]; t++)
                columnWeights[(o * columnTaps) + t] = (short)one[t];
        }

        for (int o = 0; o < outputHeight; o++)
        {
            int taps = Taps(o, h, outputHeight, RowBits, weights, out int first);
            SumRows(luma, width, height, left, y + first, weights[..taps], row);
            for (int c = 0; c < outputWidth; c++)
            {
                ReadOnlySpan<short> tap = columnWeights.Slice(c * columnTaps, counts[c]);
                output[(o * outputWidth) + c] = SumColumns(row, x + firsts[c] - left, tap);
            }
        }
    }

    private static int TapLimit(int source, int target) => (2 * ((source + target - 1) / target)) + 2;

    /// <summary>Weights of the source pixels of one output pixel, summing to 2^bits; rounding errors are carried on, so none piles up.</summary>
    internal static int Taps(int o, int source, int target, int bits, Span<int> weights, out int first)
    {
        int reach = Math.Max(source, target);
        int centre = ((2 * o) + 1) * source;
        first = Math.Max(0, FloorDivide(centre - (2 * reach) - target, 2 * target) + 1);
        int end = Math.Min(source, FloorDivide(centre + (2 * reach) - target - 1, 2 * target) + 1);
        int taps = end - first;
        long total = 0;
        for (int i = 0; i < taps; i++)
        {
            weights[i] = Math.Max(0, (2 * reach) - Math.Abs((((2 * (first + i)) + 1) * target) - centre));
            total += weights[i];
        }

        long sum = 0;
        int given = 0;
        for (int i = 0; i < taps; i++)
        {
            sum += weights[i];
            int upTo = (int)(((sum << bits) + (total / 2)) / total);
            weights[i] = upTo - given;
            given = upTo;
        }

        return taps;
    }

    private static int FloorDivide(int a, int b) => a >= 0 ? a / b : -((-a + b - 1) / b);

    /// <summary>row[c] = Σ weights[t] · luma[first + t, left + c], 8 fractional bits; ≤ 255·256.</summary>
    private static void SumRows(
        ReadOnlySpan<byte> luma, int width, int height, int left, int first, ReadOnlySpan<int> weights, Span<ushort> row)
    {
        row.Clear();
        for (int t = 0; t < weights.Length; t++)
        {
            int line = Math.Clamp(first + t, 0, height - 1);
            AddScaled(luma.Slice((line * width) + left, row.Length), (ushort)weights[t], row);
        }
    }

    private static void AddScaled(ReadOnlySpan<byte> line, ushort weight, Span<ushort> row)
    {
        int c = 0;
        Vector<ushort> factor = new(weight);
        for (; c <= line.Length - Vector<byte>.Count; c += Vector<byte>.Count)
        {
            Vector.Widen(new Vector<byte>(line[c..]), out Vector<ushort> low, out Vector<ushort> high);
            Span<ushort> upper = row[(c + Vector<ushort>.Count)..];
            (new Vector<ushort>(row[c..]) + (low * factor)).CopyTo(row[c..]);
            (new Vector<ushort>(upper) + (high * factor)).CopyTo(upper);
        }

        for (; c < line.Length; c++)
            row[c] += (ushort)(line[c] * weight);
    }

    private static byte SumColumns(ReadOnlySpan<ushort> row, int first, ReadOnlySpan<short> weights)
    {
        int sum = 1 << (RowBits + ColumnBits - 1);
        if (first >= 0 && first + weights.Length <= row.Length)
        {
            ReadOnlySpan<ushort> part = row.Slice(first, weights.Length);
            for (int t = 0; t < weights.Length; t++)
                sum += part[t] * weights[t];
        }
        else
        {
            for (int t = 0; t < weights.Length; t++)
                sum += row[Math.Clamp(first + t, 0, row.Length - 1)] * weights[t];
        }

        int value = sum >> (RowBits + ColumnBits);
        Debug.Assert(value is >= 0 and <= 255, "the weights sum to one");
        return (byte)value;
    }

    private static void Check(int length, int width, int height, int x, int y, int w, int h)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(width);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(height);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(width, MaximumSide);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(w);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(h);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(w, MaximumSide);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(h, MaximumSide);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(Math.Abs((long)x), 1 << 24, nameof(x));
        ArgumentOutOfRangeException.ThrowIfGreaterThan(Math.Abs((long)y), 1 << 24, nameof(y));
        if (length < width * height)
            throw new ArgumentException($"luma holds {length} bytes, a picture of {width}×{height} needs {width * height}");
    }

    private static void CheckOutput(int length, int width, int height)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(width);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(height);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(width, 1024);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(height, 1024);
        if (length < width * height)
            throw new ArgumentException($"output holds {length} bytes, {width}×{height} needs {width * height}");
    }
}
