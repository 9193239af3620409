using Agent.Import.Graphs;
using Inference.Format;

namespace Agent.Import.Binary;

/// <summary>Convolutions and dense layers from signs to signs, and pools of them.</summary>
internal static class SignLayers
{
    /// <summary>The layers of a convolution whose sign is taken.</summary>
    /// <param name="vertex">The convolution, batch norm in its weights.</param>
    /// <param name="map">What it reads.</param>
    /// <param name="warnings">Gets a line where the sign of 0 can occur.</param>
    public static IEnumerable<LayerDefinition> Layers(Vertex vertex, MapShape map, List<string> warnings)
    {
        Convolution convolution = (Convolution)vertex.Operation;
        bool isDense = convolution.Window == new Window(map.Height, map.Width, 1, 0, 0, 0, 0);
        CheckWindow(vertex, convolution, isDense);
        int channels = isDense ? map.Elements : map.Channels;
        if (isDense && map.Pixels > 1)
        {
            if (map.Channels % 64 != 0)
                throw vertex.Fault($"a dense layer over signs of {map}", "a multiple of 64 channels, which pack without gaps");
            yield return new FlattenDefinition();
        }

        int area = convolution.Window.Area, words = (map.Channels + 63) / 64;
        ulong[] packed = new ulong[convolution.Outputs * area * words];
        int[] thresholds = new int[convolution.Outputs];
        bool[] flips = new bool[convolution.Outputs];
        bool isZeroPossible = false;
        for (int n = 0; n < thresholds.Length; n++)
        {
            double magnitude = Pack(vertex, convolution, n, packed.AsSpan(n * area * words, area * words));
            Threshold threshold = Threshold.Of(magnitude, convolution.Biases[n], convolution.Taps);
            (thresholds[n], flips[n]) = (threshold.At, threshold.IsFlipped);
            isZeroPossible |= threshold.Zero is { } zero && (zero - convolution.Taps) % 2 == 0;
        }

        if (isZeroPossible)
            warnings.Add($"{vertex.Place}: its Sign can meet exactly 0, which ONNX leaves 0 and bits make +1");
        int side = isDense ? 1 : convolution.Window.Height;
        yield return new BinaryConvDefinition(side, channels, convolution.Outputs, packed, thresholds, flips);
    }

    /// <summary>The layer of a pool of signs or of values.</summary>
    public static PoolDefinition Pool(Vertex vertex, MapShape map)
    {
        Pooling pooling = (Pooling)vertex.Operation;
        return pooling is { Kind: PoolKind.Max } && pooling.Window == Window.Tile(2) && map.Height % 2 == 0 && map.Width % 2 == 0
            && vertex.IsPlain
            ? new PoolDefinition(PoolKind.Max)
            : throw vertex.Fault(
                $"a {pooling.Kind} pool of {pooling.Window.Height}×{pooling.Window.Width}, stride {pooling.Window.Stride}, over {map}",
                "max pools of 2×2, stride 2, over even sizes");
    }

    private static void CheckWindow(Vertex vertex, Convolution convolution, bool isDense)
    {
        Window window = convolution.Window;
        if (!vertex.IsPlain || convolution.IsDepthwise)
            throw vertex.Fault(
                convolution.IsDepthwise ? "a depthwise convolution of signs" : "a clamp or rounding before a sign",
                "convolution, batch norm, sign");
        if (isDense || window == Window.One || (window == Window.Same(3) && convolution.Border == 1))
            return;
        throw vertex.Fault(
            $"a convolution of signs of {convolution.Describe()}",
            "1×1, or 3×3 with stride 1 and pads of +1: Pad with the constant 1 before the convolution, and train it so");
    }

    /// <summary>Packs the signs of one output's weights.</summary>
    /// <returns>Their common magnitude.</returns>
    private static double Pack(Vertex vertex, Convolution convolution, int output, Span<ulong> words)
    {
        int area = convolution.Window.Area, channels = convolution.Taps / area, row = (channels + 63) / 64;
        ReadOnlySpan<float> weights = convolution.Weights.AsSpan(output * convolution.Taps, convolution.Taps);
        float magnitude = MathF.Abs(weights[0]);
        for (int i = 0; i < weights.Length; i++)
        {
            if (!(MathF.Abs(MathF.Abs(weights[i]) - magnitude) <= 1e-5f * magnitude))
                throw vertex.Fault(
                    $"weights {weights[0]} and {weights[i]} in output {output}",
                    "weights of signs that differ only in sign, ±α");
            int c = i / area;
            words[i % area * row + c / 64] |= (weights[i] < 0 ? 1UL : 0) << (c % 64);
        }

        return magnitude;
    }
}
