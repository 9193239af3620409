using System.Numerics;

namespace Inference.Gating;

/// <summary>Halves a picture by rounded means of 2×2 pixels.</summary>
internal static class Reduction
{
    /// <summary>output[y, x] = (a + b + c + d + 2) / 4 over the 2×2 pixels at (2x, 2y); an odd last row or column is left out.</summary>
    /// <param name="input"><c>[height × width]</c>.</param>
    /// <param name="width">Columns, at least 2.</param>
    /// <param name="height">Rows, at least 2.</param>
    /// <param name="output"><c>[height/2 × width/2]</c>; may be <paramref name="input"/> itself, for each write comes after its reads.</param>
    public static void Halve(ReadOnlySpan<byte> input, int width, int height, Span<byte> output)
    {
        int columns = width / 2;
        for (int y = 0; y < height / 2; y++)
        {
            ReadOnlySpan<byte> upper = input.Slice(2 * y * width, width);
            ReadOnlySpan<byte> lower = input.Slice(((2 * y) + 1) * width, width);
            HalveRow(upper, lower, output.Slice(y * columns, columns));
        }
    }

    private static void HalveRow(ReadOnlySpan<byte> upper, ReadOnlySpan<byte> lower, Span<byte> output)
    {
        int x = 0;
        Vector<ushort> even = new(0x00FF);
        Vector<ushort> two = new(2);
        for (; x <= output.Length - Vector<byte>.Count; x += Vector<byte>.Count)
        {
            int at = 2 * x;
            Vector<ushort> first = Sum(upper[at..], lower[at..], even, two);
            at += Vector<byte>.Count;
            Vector<ushort> second = Sum(upper[at..], lower[at..], even, two);
            Vector.Narrow(first, second).CopyTo(output[x..]);
        }

        HalveScalar(upper, lower, output, x);
    }

    /// <summary>The definition, from column <paramref name="x"/> on.</summary>
    internal static void HalveScalar(ReadOnlySpan<byte> upper, ReadOnlySpan<byte> lower, Span<byte> output, int x)
    {
        for (; x < output.Length; x++)
            output[x] = (byte)((upper[2 * x] + upper[(2 * x) + 1] + lower[2 * x] + lower[(2 * x) + 1] + 2) >> 2);
    }

    /// <summary>A pair of neighbours is the two bytes of one little-endian 16-bit word.</summary>
    private static Vector<ushort> Sum(ReadOnlySpan<byte> upper, ReadOnlySpan<byte> lower, Vector<ushort> even, Vector<ushort> two)
    {
        Vector<ushort> a = Vector.AsVectorUInt16(new Vector<byte>(upper));
        Vector<ushort> b = Vector.AsVectorUInt16(new Vector<byte>(lower));
        Vector<ushort> sum = (a & even) + Vector.ShiftRightLogical(a, 8) + (b & even) + Vector.ShiftRightLogical(b, 8);
        return Vector.ShiftRightLogical(sum + two, 2);
    }
}
