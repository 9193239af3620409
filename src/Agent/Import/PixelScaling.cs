using Agent.Import.Graphs;

namespace Agent.Import;

/// <summary>How the bytes of a picture become the numbers the model was trained on: <c>(byte · Scale − Mean_c) / Deviation_c</c>.</summary>
/// <param name="Scale">Of one grey step; 1/255 makes 0 to 1.</param>
/// <param name="Means">One for all channels, or one a channel.</param>
/// <param name="Deviations">One for all channels, or one a channel; none is 0.</param>
internal sealed record PixelScaling(float Scale, IReadOnlyList<float> Means, IReadOnlyList<float> Deviations)
{
    /// <summary>0 to 1.</summary>
    public static PixelScaling Unit => new(1 / 255f, [0], [1]);

    /// <summary>As the first operation of a graph.</summary>
    /// <param name="channels">Channels of the picture.</param>
    /// <param name="place">The input, for faults.</param>
    /// <exception cref="ImportException">Not as many numbers as channels.</exception>
    public Picture For(int channels, string place)
    {
        float[] factors = new float[channels], offsets = new float[channels];
        for (int c = 0; c < channels; c++)
        {
            double deviation = Of(Deviations, c, channels, place);
            factors[c] = (float)(Scale / deviation);
            offsets[c] = (float)(-Of(Means, c, channels, place) / deviation);
        }

        return new Picture(factors, offsets);
    }

    private static float Of(IReadOnlyList<float> numbers, int channel, int channels, string place)
    {
        if (numbers.Count != 1 && numbers.Count != channels)
            throw new ImportException(place, $"{numbers.Count} numbers in --mean or --std", $"1 or {channels}, one a channel");
        return numbers[numbers.Count == 1 ? 0 : channel];
    }
}
