using Inference.Format;

namespace Benchmarks.Cases;

/// <summary>Seeded random layers whose outputs are neither all +1 nor all −1.</summary>
internal static class Layers
{
    public static BinaryConvDefinition Convolution(Random random, int kernel, int inputs, int outputs)
    {
        int[] thresholds = new int[outputs];
        for (int n = 0; n < outputs; n++)
            thresholds[n] = random.Next(-3, 4);
        return new(kernel, inputs, outputs, Signs.Random(random, outputs * kernel * kernel, inputs), thresholds, new bool[outputs]);
    }

    public static ByteConvDefinition Bytes(Random random, int kernel, int inputs, int outputs, int stride = 1)
    {
        sbyte[] weights = new sbyte[outputs * kernel * kernel * inputs];
        for (int index = 0; index < weights.Length; index++)
            weights[index] = (sbyte)random.Next(-64, 65);
        int[] multipliers = new int[outputs];
        Array.Fill(multipliers, 256);
        return new(kernel, stride, inputs, outputs, weights, multipliers, new int[outputs], 12);
    }

    public static SignDefinition Sign(Random random, int channels)
    {
        short[] thresholds = new short[channels];
        for (int c = 0; c < channels; c++)
            thresholds[c] = (short)random.Next(-300, 300);
        return new(thresholds, new bool[channels]);
    }

    public static float[] Floats(Random random, int length)
    {
        float[] values = new float[length];
        for (int index = 0; index < length; index++)
            values[index] = random.NextSingle() - 0.5f;
        return values;
    }
}
