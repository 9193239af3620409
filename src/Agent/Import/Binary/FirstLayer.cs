using Agent.Import.Graphs;
using Inference.Format;

namespace Agent.Import.Binary;

/// <summary>The first convolution, from the picture to signs: 8-bit weights, exact sums, one threshold a channel.</summary>
internal static class FirstLayer
{
    /// <summary>The byte every channel must have for 0 if the picture is to be read as it is.</summary>
    private const float Middle = 128;

    /// <summary>Its layers: a table where the pixels do not stand around 128, convolution, pools, sign.</summary>
    /// <param name="picture">The input.</param>
    /// <param name="vertex">The convolution.</param>
    /// <param name="pools">Pools between convolution and sign.</param>
    /// <param name="scaling">What is between the last pool and the sign, where there is anything.</param>
    /// <param name="map">Size of the picture.</param>
    public static IEnumerable<LayerDefinition> Layers(
        Picture picture, Vertex vertex, IEnumerable<LayerDefinition> pools, Scaling? scaling, MapShape map)
    {
        Convolution convolution = (Convolution)vertex.Operation;
        Window window = convolution.Window;
        CheckWindow(vertex, convolution, map);
        (TableDefinition? table, float[] steps) = Input(picture);
        float[] weights = [.. convolution.Weights.Select((weight, i) => weight * steps[i / window.Area % steps.Length])];
        WeightCodes codes = WeightCodes.Of(weights, convolution.Outputs);
        int[] biases = new int[convolution.Outputs];
        bool[] flips = new bool[convolution.Outputs];
        for (int n = 0; n < biases.Length; n++)
        {
            int reach = 128 * codes.Codes.AsSpan(n * convolution.Taps, convolution.Taps).ToArray().Sum(code => Math.Abs((int)code));
            double factor = scaling?.Factors[n] ?? 1, offset = scaling?.Offsets[n] ?? 0;
            Threshold threshold = Threshold.Of(factor * codes.Scales[n], factor * convolution.Biases[n] + offset, reach);
            (biases[n], flips[n]) = (-threshold.At, threshold.IsFlipped);
        }

        if (table is not null)
            yield return table;
        int[] ones = new int[convolution.Outputs];
        Array.Fill(ones, 1);
        sbyte[] turned = Turned(codes.Codes, convolution.Taps, window.Area);

        // The threshold is taken off the exact sum, so the sign of the value is that of the difference, saturated or not.
        yield return new ByteConvDefinition(window.Height, window.Stride, map.Channels, convolution.Outputs, turned, ones, biases, 0);
        foreach (LayerDefinition pool in pools)
            yield return pool;
        yield return new SignDefinition(new short[convolution.Outputs], flips);
    }

    private static void CheckWindow(Vertex vertex, Convolution convolution, MapShape map)
    {
        Window window = convolution.Window;
        int half = window.Height / 2;
        bool isCentred = window.Height == window.Width && window.Height is 1 or 3 or 5 or 7 && window.Stride is 1 or 2
            && window.Top == half && window.Left == half
            && vertex.Shape.Height == (map.Height + window.Stride - 1) / window.Stride
            && vertex.Shape.Width == (map.Width + window.Stride - 1) / window.Stride;
        if (!isCentred || convolution.IsDepthwise || convolution.Border != 0 || !vertex.IsPlain)
        {
            throw vertex.Fault(
                $"a first convolution of {convolution.Describe()}",
                "side 1, 3, 5 or 7, stride 1 or 2, pads of 0 by half the side, and only batch norm, max pools or clamps before Sign");
        }
    }

    /// <summary>
    /// The integers the convolution reads, and what one step of each channel is worth: pixels less 128 where that is 0 for the model,
    /// else codes.
    /// </summary>
    private static (TableDefinition? Table, float[] Steps) Input(Picture picture)
    {
        bool isCentred = true;
        for (int c = 0; c < picture.Factors.Length; c++)
            isCentred &= MathF.Abs(picture.Offsets[c] + Middle * picture.Factors[c]) <= 1e-6f * Middle * MathF.Abs(picture.Factors[c]);
        if (isCentred)
            return (null, picture.Factors);
        float[] steps = [.. picture.Factors.Select((factor, c) =>
            MathF.Max(MathF.Abs(picture.Offsets[c]), MathF.Abs(255 * factor + picture.Offsets[c])) / 127)];
        sbyte[] table = new sbyte[256 * steps.Length];
        for (int i = 0; i < table.Length; i++)
            table[i] = new Quantum(steps[i / 256], 0).Quantize(i % 256 * picture.Factors[i / 256] + picture.Offsets[i / 256]);
        return (new TableDefinition(table), steps);
    }

    /// <summary>[out][in][y][x] to [out][y][x][in].</summary>
    private static sbyte[] Turned(sbyte[] codes, int taps, int area)
    {
        sbyte[] turned = new sbyte[codes.Length];
        for (int i = 0; i < codes.Length; i++)
            turned[i / taps * taps + i % area * (taps / area) + i % taps / area] = codes[i];
        return turned;
    }
}
