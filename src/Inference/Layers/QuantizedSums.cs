using Inference.Format;
using Inference.Kernels;

namespace Inference.Layers;

/// <summary>What the 8-bit convolutions share: their checks, and the zero point moved into the bias.</summary>
internal static class QuantizedSums
{
    /// <summary>Output pixels whose sums are held at a time: a multiple of what every kernel set takes at once.</summary>
    public const int Windows = 48;

    /// <exception cref="ModelFormatException">The definition does not fit what it reads.</exception>
    public static void Check(Int8ConvDefinition definition, LayerSite site)
    {
        string place = site.Place;
        Expect.Kind(place, "int8_conv", site.Map, FeatureKind.SignedBytes);
        Expect.Channels(place, "int8_conv", site.Map, definition.InputChannels);
        Expect.Range(place, "output channels", definition.OutputChannels, 1, NetworkBounds.Channels);
        _ = Output(place, definition.Window, site.Map, definition.OutputChannels);
        long row = (long)definition.Window.Area * definition.InputChannels;
        Expect.Length(place, "weights", definition.Weights, definition.OutputChannels * row);
        Expect.Length(place, "biases", definition.Biases, definition.OutputChannels);
        Expect.Positive(place, "scales", definition.Scales, definition.OutputChannels);
        Zeros(place, definition.InputZero, definition.OutputZero, definition.Lowest, definition.Highest);
    }

    /// <exception cref="ModelFormatException">The window does not fit the map, or the output is too large.</exception>
    public static FeatureMap Output(string place, Window window, FeatureMap input, int channels)
    {
        FeatureMap output = Expect.Window(place, window, input) with { Channels = channels };
        Expect.Size(place, output);
        return output;
    }

    /// <exception cref="ModelFormatException">One of them is no signed byte, or the range is empty.</exception>
    public static void Zeros(string place, int inputZero, int outputZero, int lowest, int highest)
    {
        Expect.Range(place, "input zero", inputZero, sbyte.MinValue, sbyte.MaxValue);
        Expect.Range(place, "output zero", outputZero, sbyte.MinValue, sbyte.MaxValue);
        Expect.Range(place, "lowest", lowest, sbyte.MinValue, sbyte.MaxValue);
        Expect.Range(place, "highest", highest, lowest, sbyte.MaxValue);
    }

    /// <summary>
    /// <c>b + Σ w·(x − zero) = (b − zero·Σ w) + Σ w·x</c>: the bias of the sums over the bytes as they are.
    /// </summary>
    /// <param name="place">Name of the layer in faults.</param>
    /// <param name="biases">One an output.</param>
    /// <param name="inputZero">The byte that stands for 0.</param>
    /// <param name="weightsOf">Sum and sum of magnitudes of the weights of an output.</param>
    /// <exception cref="ModelFormatException">A sum could leave 32 bits.</exception>
    public static int[] Biases(string place, int[] biases, int inputZero, Func<int, (long Sum, long Magnitude)> weightsOf)
    {
        int[] moved = new int[biases.Length];
        for (int n = 0; n < moved.Length; n++)
        {
            (long sum, long magnitude) = weightsOf(n);
            long bias = biases[n] - inputZero * sum;
            long most = Math.Abs(bias) + 128 * magnitude;
            if (most > int.MaxValue)
                throw new ModelFormatException(-1, $"{place}: output {n} reaching {most}", "|b − zero·Σw| + 128·Σ|w| below 2^31");
            moved[n] = (int)bias;
        }

        return moved;
    }

    public static Requantization Requantization(Int8ConvDefinition definition, string place)
    {
        int row = definition.Window.Area * definition.InputChannels;
        int[] biases = Biases(place, definition.Biases, definition.InputZero, n => Weigh(definition.Weights.AsSpan(n * row, row), 1));
        return Kernels.Requantization.Padded(
            definition.Scales, biases, definition.OutputZero, definition.Lowest, definition.Highest);
    }

    /// <summary>Sum and sum of magnitudes of every <paramref name="step"/>th weight.</summary>
    public static (long Sum, long Magnitude) Weigh(ReadOnlySpan<sbyte> weights, int step)
    {
        long sum = 0, magnitude = 0;
        for (int index = 0; index < weights.Length; index += step)
        {
            sum += weights[index];
            magnitude += Math.Abs((int)weights[index]);
        }

        return (sum, magnitude);
    }
}
