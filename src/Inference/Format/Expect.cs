using System.Numerics;

namespace Inference.Format;

/// <summary>Checks of a definition; each failure names the place, what was found and what was expected.</summary>
internal static class Expect
{
    public static void Range(string place, string what, long value, long lowest, long highest)
    {
        if (value < lowest || value > highest)
            throw new ModelFormatException(-1, $"{place}: {what} {value}", $"{lowest} to {highest}");
    }

    public static void OneOf(string place, string what, int value, ReadOnlySpan<int> allowed)
    {
        if (!allowed.Contains(value))
            throw new ModelFormatException(-1, $"{place}: {what} {value}", $"one of {string.Join(", ", allowed.ToArray())}");
    }

    public static void Length<T>(string place, string what, T[]? array, long length)
    {
        if (array is null || array.Length != length)
            throw new ModelFormatException(-1, $"{place}: {array?.Length ?? 0} {what}", $"{length}");
    }

    public static void Kind(string place, string layer, FeatureMap map, FeatureKind kind, FeatureKind? other = null)
    {
        if (map.Kind != kind && map.Kind != other)
            throw new ModelFormatException(-1, $"{place}: {layer} after {map}", other is null ? $"{kind}" : $"{kind} or {other}");
    }

    public static void Channels(string place, string layer, FeatureMap map, int channels)
    {
        if (map.Channels != channels)
            throw new ModelFormatException(-1, $"{place}: {layer} of {channels} channels after {map}", $"{map.Channels} channels");
    }

    /// <summary>The map that a window gives, of as many channels.</summary>
    public static FeatureMap Window(string place, Window window, FeatureMap map)
    {
        Range(place, "height of the window", window.Height, 1, Math.Min(NetworkBounds.Side, map.Height + window.Top + window.Bottom));
        Range(place, "width of the window", window.Width, 1, Math.Min(NetworkBounds.Side, map.Width + window.Left + window.Right));
        Range(place, "stride", window.Stride, 1, NetworkBounds.Stride);
        Range(place, "border above", window.Top, 0, window.Height - 1);
        Range(place, "border below", window.Bottom, 0, window.Height - 1);
        Range(place, "border at the left", window.Left, 0, window.Width - 1);
        Range(place, "border at the right", window.Right, 0, window.Width - 1);
        return map with { Height = window.OutputHeight(map.Height), Width = window.OutputWidth(map.Width) };
    }

    /// <summary>As many numbers as expected, none infinite or no number.</summary>
    public static void Finite(string place, string what, float[]? values, long length)
    {
        Length(place, what, values, length);
        foreach (float value in values!)
        {
            if (!float.IsFinite(value))
                throw new ModelFormatException(-1, $"{place}: {what} with {value}", "finite numbers");
        }
    }

    /// <summary>As many numbers as expected, all finite and above 0.</summary>
    public static void Positive(string place, string what, float[]? values, long length)
    {
        Finite(place, what, values, length);
        foreach (float value in values!)
        {
            if (value <= 0)
                throw new ModelFormatException(-1, $"{place}: {what} with {value}", "numbers above 0");
        }
    }

    /// <summary>Bounds memory: a map of at most 4,194,304 elements.</summary>
    public static void Size(string place, FeatureMap map)
    {
        if ((long)map.Pixels * map.Channels > NetworkBounds.Elements)
            throw new ModelFormatException(-1, $"{place}: a map of {map}", $"at most {NetworkBounds.Elements} elements");
    }

    /// <summary>Proves that <c>acc·m + b</c> fits 32 bits for every |acc| ≤ <paramref name="reach"/>.</summary>
    public static void Fits32Bits(string place, int output, long reach, int multiplier, int bias)
    {
        UInt128 most = (UInt128)reach * (UInt128)Math.Abs((long)multiplier) + (UInt128)Math.Abs((long)bias);
        if (most > int.MaxValue)
        {
            throw new ModelFormatException(
                -1, $"{place}: output {output} reaching {most}", $"|acc|·|multiplier| + |bias| below 2^31, |acc| being up to {reach}");
        }
    }

    /// <summary>Checks packed weights: their number and that the bits past the last channel are 0.</summary>
    public static void Packed(string place, ulong[]? weights, int channels, long rows)
    {
        int words = (channels + 63) / 64;
        Length(place, "weight words", weights, rows * words);
        ulong padding = channels % 64 == 0 ? 0 : ulong.MaxValue << (channels % 64);
        for (long word = words - 1; word < weights!.Length; word += words)
        {
            if ((weights[word] & padding) != 0)
            {
                int set = BitOperations.PopCount(weights[word] & padding);
                throw new ModelFormatException(-1, $"{place}: weight word {word} with {set} padding bits set", "padding bits 0");
            }
        }
    }
}
