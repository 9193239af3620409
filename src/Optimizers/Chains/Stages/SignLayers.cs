using Inference.Format;

namespace Optimizers.Chains.Stages;

/// <summary>One layer of signs as layers of the engine.</summary>
internal static class SignLayers
{
    /// <summary>The first layer, on signed bytes: any small integers as weights.</summary>
    /// <exception cref="ArgumentException">A weight beyond 8 bits, or sums and a threshold that 16 bits cannot tell apart.</exception>
    public static IReadOnlyList<LayerDefinition> OnBytes(StageWeights weights, string place)
    {
        LayerShape shape = weights.Shape.Layers[0];
        sbyte[] engine = new sbyte[shape.Units * shape.Inputs];
        short[] thresholds = new short[shape.Units];
        int[] ones = new int[shape.Units];
        Array.Fill(ones, 1);
        for (int unit = 0; unit < shape.Units; unit++)
        {
            ReadOnlySpan<short> row = weights.Row(0, unit);
            int reach = 0;
            for (int i = 0; i < shape.Inputs; i++)
            {
                if (row[i] is < -127 or > 127)
                    throw new ArgumentException($"{place}, unit {unit}: found a weight of {row[i]}, expected −127 to 127");
                engine[(unit * shape.Inputs) + i] = (sbyte)row[i];
                reach += 128 * Math.Abs((int)row[i]);
            }

            // The engine's sums are cut at 16 bits, which no threshold within them notices; one beyond all sums may be cut too.
            long threshold = -(long)shape.BiasUnit * row[^1];
            if (Math.Abs(threshold) > short.MaxValue && reach >= short.MaxValue)
                throw new ArgumentException($"{place}, unit {unit}: found a threshold of {threshold} and sums up to {reach}, expected one of them below {short.MaxValue}");
            thresholds[unit] = (short)Math.Clamp(threshold, -short.MaxValue, short.MaxValue);
        }

        return
        [
            new ByteConvDefinition(shape.Kernel, shape.Stride, shape.Channels, shape.Units, engine, ones, new int[shape.Units], 0),
            new SignDefinition(thresholds, new bool[shape.Units]),
        ];
    }

    /// <summary>A layer on signs: weights ±1.</summary>
    /// <exception cref="ArgumentException">A weight that is not ±1.</exception>
    public static IReadOnlyList<LayerDefinition> OnSigns(StageWeights weights, int layer, bool isFlat, string place)
    {
        LayerShape shape = weights.Shape.Layers[layer];
        int taps = shape.Kernel * shape.Kernel, words = (shape.Channels + 63) / 64;
        ulong[] packed = new ulong[shape.Units * taps * words];
        int[] thresholds = new int[shape.Units];
        for (int unit = 0; unit < shape.Units; unit++)
        {
            ReadOnlySpan<short> row = weights.Row(layer, unit);
            for (int i = 0; i < shape.Inputs; i++)
            {
                if (row[i] is not (1 or -1))
                    throw new ArgumentException($"{place}, unit {unit}: found a weight of {row[i]} on signs, expected 1 or −1");
                int tap = i / shape.Channels, c = i % shape.Channels;
                packed[(((unit * taps) + tap) * words) + (c / 64)] |= row[i] < 0 ? 1UL << (c % 64) : 0;
            }

            // A threshold beyond all sums may be cut.
            thresholds[unit] = (int)Math.Clamp(-(long)shape.BiasUnit * row[^1], -1L << 20, 1L << 20);
        }

        BinaryConvDefinition convolution = new(shape.Kernel, shape.Channels, shape.Units, packed, thresholds, new bool[shape.Units]);
        return isFlat || shape.Height > 1 || shape.Width > 1 ? [convolution] : [new FlattenDefinition(), convolution];
    }
}
