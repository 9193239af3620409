using System.Numerics;
using System.Runtime.InteropServices;
using Inference.Format;

namespace Inference.Layers;

/// <summary>What an activation lets through, and plain arithmetic on whole maps of floats.</summary>
/// <remarks>
/// Larger and smaller are chosen by comparison, not by the maximum of the instruction set: those differ on the sign of a zero.
/// </remarks>
internal static class Rectifier
{
    public static float Lowest(ActivationKind kind) => kind == ActivationKind.None ? float.NegativeInfinity : 0;

    public static float Highest(ActivationKind kind) => kind == ActivationKind.Relu6 ? 6 : float.PositiveInfinity;

    /// <summary><c>values = act(values·factor + offset)</c>, rounded twice.</summary>
    public static void Scale(Span<float> values, float factor, float offset, ActivationKind kind)
    {
        Vector<float> lowest = new(Lowest(kind)), highest = new(Highest(kind)), factors = new(factor), offsets = new(offset);
        Span<Vector<float>> vectors = MemoryMarshal.Cast<float, Vector<float>>(values);
        for (int index = 0; index < vectors.Length; index++)
            vectors[index] = Clamp(vectors[index] * factors + offsets, lowest, highest);
        for (int index = vectors.Length * Vector<float>.Count; index < values.Length; index++)
            values[index] = Clamp(new Vector<float>(values[index] * factor + offset), lowest, highest)[0];
    }

    /// <summary><c>output = act(left + right)</c>.</summary>
    public static void Add(ReadOnlySpan<float> left, ReadOnlySpan<float> right, Span<float> output, ActivationKind kind)
    {
        Vector<float> lowest = new(Lowest(kind)), highest = new(Highest(kind));
        ReadOnlySpan<Vector<float>> lefts = MemoryMarshal.Cast<float, Vector<float>>(left);
        ReadOnlySpan<Vector<float>> rights = MemoryMarshal.Cast<float, Vector<float>>(right);
        Span<Vector<float>> vectors = MemoryMarshal.Cast<float, Vector<float>>(output);
        for (int index = 0; index < vectors.Length; index++)
            vectors[index] = Clamp(lefts[index] + rights[index], lowest, highest);
        for (int index = vectors.Length * Vector<float>.Count; index < output.Length; index++)
            output[index] = Clamp(new Vector<float>(left[index] + right[index]), lowest, highest)[0];
    }

    /// <summary><c>largest = max(largest, values)</c>.</summary>
    public static void Maximum(ReadOnlySpan<float> values, Span<float> largest)
    {
        ReadOnlySpan<Vector<float>> from = MemoryMarshal.Cast<float, Vector<float>>(values);
        Span<Vector<float>> vectors = MemoryMarshal.Cast<float, Vector<float>>(largest);
        for (int index = 0; index < vectors.Length; index++)
            vectors[index] = Vector.ConditionalSelect(Vector.GreaterThan(from[index], vectors[index]), from[index], vectors[index]);
        for (int index = vectors.Length * Vector<float>.Count; index < largest.Length; index++)
            largest[index] = values[index] > largest[index] ? values[index] : largest[index];
    }

    private static Vector<float> Clamp(Vector<float> values, Vector<float> lowest, Vector<float> highest)
    {
        values = Vector.ConditionalSelect(Vector.GreaterThan(values, lowest), values, lowest);
        return Vector.ConditionalSelect(Vector.LessThan(values, highest), values, highest);
    }
}
